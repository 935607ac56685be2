Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the facts of loan L-1 are:
      | balance | is | $100 |
    When the law decides
    Then it is permitted to lend on application 1002
