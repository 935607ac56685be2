# language: xx
Feature: Lending
