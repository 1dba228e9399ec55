"""Invented citizens for trying, demonstrating and testing: the same ones on every machine.

`python -m registry.demo` writes them into the registry and lists them in `settings.demo_citizens_file`. The
material (names, places, notes, the showcase) stands in the YAML files of this folder; nobody in it exists.
"""
