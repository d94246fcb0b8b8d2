"""
What every test shares: how Hypothesis searches, and how its failures are repeated.
"""

from hypothesis import settings

# No deadline: the machines that run these tests are shared, and a slow moment is not a fault.
# The blob that is printed repeats a failure exactly.
settings.register_profile("kvitto", deadline=None, print_blob=True, max_examples=50)
# Asked for by name, `pytest --hypothesis-profile=thorough`, and loaded after this file.
settings.register_profile("thorough", settings.get_profile("kvitto"), max_examples=1000)
settings.load_profile("kvitto")

pytest_plugins = ["tests.postgres_fixtures", "tests.foreign_programs"]
