Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given times are those of America/New_York
    And it is 2026-03-08 at 02:30
    When the law decides
    Then it is permitted to lend on application 1002
