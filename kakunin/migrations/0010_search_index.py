from django.db import migrations

# A pair over a line break is in no word.
BIGRAMS = """
CREATE FUNCTION kakunin_bigrams(held text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT letters[at] || letters[at + 1]), '{}')
    FROM (SELECT string_to_array(held, NULL) AS letters) AS split,
         generate_series(1, cardinality(letters) - 1) AS at
    WHERE letters[at] <> chr(10) AND letters[at + 1] <> chr(10)
$$
"""
# Stored: to find the pairs of a row takes longer than to read it.
PAIRS = """
ALTER TABLE kakunin_certificate
ADD COLUMN search_pairs text[] GENERATED ALWAYS AS (kakunin_bigrams(search_text)) STORED
"""
INDEX = "CREATE INDEX certificate_search ON kakunin_certificate USING gin (search_pairs)"


def make_search_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (BIGRAMS, PAIRS, INDEX):
            schema_editor.execute(statement)


def drop_search_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE kakunin_certificate DROP COLUMN search_pairs")
        schema_editor.execute("DROP FUNCTION kakunin_bigrams(text)")


class Migration(migrations.Migration):
    """Apart from what fills the rows: PostgreSQL alters no table that was written to in the same transaction."""

    dependencies = [
        ('kakunin', '0009_desk_changes'),
    ]

    operations = [
        migrations.RunPython(make_search_index, drop_search_index),
    ]
