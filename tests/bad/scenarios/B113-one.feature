Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given these desks:
      | desk | reference rate |
      | D    | 4%             |
    When the law decides
    Then it is permitted to lend on application 1002
