"""What there is to tell: from findings and what was kept of earlier rounds to alerts.

``kinds/`` has one file per kind of alert, ``rates/`` the test behind rates, ``asked/`` what the
analyst asks for.
"""
