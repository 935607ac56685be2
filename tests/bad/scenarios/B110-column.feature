Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given these customers:
      | customer | grade |
      | C-2      | fair  |
    When the law decides
    Then it is permitted to lend on application 1002
