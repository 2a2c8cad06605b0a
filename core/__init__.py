"""The Django project and its one app: models, services, selectors, the journal and its relay."""
