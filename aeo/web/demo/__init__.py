"""Tools of the demonstration: its mailbox, its clock, and its people with one click each.

They reach into everybody's mail and accounts, so they exist only in demo and test, and only on
the loopback address. Production does not even know their addresses.
"""

from flask import Flask

from aeo.web.demo import building, clock, filling, mailbox, people


def init_app(app: Flask) -> None:
    if app.extensions["aeo"].has_dev_tools:
        building.init_app(app)
        app.register_blueprint(mailbox.bp)
        app.register_blueprint(clock.bp)
        app.register_blueprint(people.bp)
        app.register_blueprint(filling.bp)
