"""A JupyterHub for the tests: any users, one password, a folder shared by symlink.

Ports and the working folder come from the environment, see playwright.config.js.
XSRF checks stay on, as on a real hub.
"""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = Path(os.environ["PIXELFOREST_HUB_FOLDER"])
SHARED = FOLDER / "shared"


def make_home(spawner):
    """Give a user a home with the shared folder linked into it, and own tabs."""
    home = FOLDER / "homes" / spawner.user.name
    home.mkdir(parents=True, exist_ok=True)
    # the configuration is shared: else JupyterLab opens what another had open
    own = home / ".jupyter" / "lab"
    spawner.environment["JUPYTERLAB_WORKSPACES_DIR"] = str(own / "workspaces")
    spawner.environment["JUPYTERLAB_SETTINGS_DIR"] = str(own / "user-settings")
    link = home / "shared"
    if not link.is_symlink():
        link.symlink_to(SHARED)


def url(port_variable):
    """Address of this machine at the port that the environment names."""
    return f"http://127.0.0.1:{os.environ[port_variable]}"


c = get_config()  # noqa: F821  (given by JupyterHub)
c.JupyterHub.bind_url = url("PIXELFOREST_HUB_PORT")
c.JupyterHub.hub_bind_url = url("PIXELFOREST_HUB_API_PORT")
c.ConfigurableHTTPProxy.api_url = url("PIXELFOREST_HUB_PROXY_PORT")
c.ConfigurableHTTPProxy.command = [
    str(HERE.parents[1] / "node_modules" / ".bin" / "configurable-http-proxy")
]
c.ConfigurableHTTPProxy.pid_file = str(FOLDER / "proxy.pid")
c.JupyterHub.log_level = "WARN"
c.JupyterHub.db_url = "sqlite:///:memory:"
c.JupyterHub.cookie_secret_file = str(FOLDER / "cookie_secret")
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["PIXELFOREST_HUB_PASSWORD"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(FOLDER / "homes" / "{username}")
c.Spawner.default_url = "/lab"
c.Spawner.http_timeout = 120
c.Spawner.pre_spawn_hook = make_home
# the labextension of this clone
c.Spawner.environment = {
    name: os.environ[name]
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_DIR", "PATH")
    if name in os.environ
}
c.Spawner.args = [
    "--ServerApp.log_level=WARN",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
]
if os.geteuid() == 0:
    c.Spawner.args.append("--allow-root")
