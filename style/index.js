// nothing at JupyterLab's start: the styles come with what they style, by import of base.css
