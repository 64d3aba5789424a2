"""The script Streamlit runs anew for every interaction; all it does is imported once."""

from dashboards.session import run

run()
