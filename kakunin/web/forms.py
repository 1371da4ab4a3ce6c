"""How forms look, everywhere."""

from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """``{{ field.as_field_group }}`` in the house's design, from templates/components/."""

    field_template_name = "components/field.html"
