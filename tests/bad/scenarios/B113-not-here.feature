Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    When the law decides
      | loan |
      | L-1  |
    Then it is permitted to lend on application 1002
