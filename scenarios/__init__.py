"""Scenarios in Gherkin: reader, step registry and runner, shipped so that anyone can test a constitution."""
