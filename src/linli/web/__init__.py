"""The pages' toolkit: design system, base templates, components, forms. No feature lives here."""
