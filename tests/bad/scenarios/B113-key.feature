Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given these loans:
      | customer | balance |
      | C-2      | $100    |
    When the law decides
    Then it is permitted to lend on application 1002
