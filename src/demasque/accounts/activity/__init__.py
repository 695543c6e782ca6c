"""Signs in when accounts post, with what, and how their past fits their present."""
