"""How Django draws our forms: the field component, with label, hint and error beside the field."""

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting


class Field(BoundField):
    """A field that knows where the focus goes and whether it is one tick."""

    @property
    def focus_id(self) -> str:
        """The element a link in the error summary leads to: a group of choices has its first one."""
        if not self.use_fieldset:
            return self.id_for_label or self.auto_id
        first = next(iter(self.subwidgets), None)
        return (first.id_for_label if first else None) or self.auto_id

    @property
    def is_tick(self) -> bool:
        """A single check box, whose label follows it."""
        return getattr(self.field.widget, "input_type", "") == "checkbox" and not self.use_fieldset

    @property
    def look(self) -> str:
        """A class a widget asks for around its choices, such as `rating`."""
        return str(getattr(self.field.widget, "look", ""))


class Renderer(TemplatesSetting):
    """FORM_RENDERER of the product: `{{ form }}` is the error summary and the fields."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    bound_field_class = Field
