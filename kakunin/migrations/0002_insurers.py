"""The eight insurers of the notice of 24 March 2026 are there from the start (S2)."""

from django.db import migrations

NAMES = [
    "あいおいニッセイ同和損害保険株式会社",
    "AIG損害保険株式会社",
    "共栄火災海上保険株式会社",
    "損害保険ジャパン株式会社",
    "大同火災海上保険株式会社",
    "東京海上日動火災保険株式会社",
    "日新火災海上保険株式会社",
    "三井住友海上火災保険株式会社",
]


def add(apps, _schema):
    Insurer = apps.get_model("kakunin", "Insurer")
    Insurer.objects.bulk_create(Insurer(name=name) for name in NAMES)


def remove(apps, _schema):
    apps.get_model("kakunin", "Insurer").objects.filter(name__in=NAMES).delete()


class Migration(migrations.Migration):
    dependencies = [("kakunin", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
