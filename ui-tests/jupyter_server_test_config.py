"""Server of the browser tests. Never for production: it switches off every protection.

Galata gives it a fresh temporary root folder, an empty token and no XSRF check.
"""

import os
import tempfile

from jupyterlab.galata import configure_jupyter_server

c = get_config()  # noqa: F821  (given by Jupyter)
configure_jupyter_server(c)

# nothing of the user's own JupyterLab goes in or out
c.LabApp.user_settings_dir = tempfile.mkdtemp(prefix="pixelforest-settings-")
c.ServerApp.allow_root = hasattr(os, "geteuid") and os.geteuid() == 0
c.ServerApp.log_level = "ERROR"
c.LabApp.log_level = "ERROR"
# and nothing asks the network
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.FileContentsManager.delete_to_trash = False
