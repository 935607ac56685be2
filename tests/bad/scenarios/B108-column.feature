Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given these loans:
      | loan | custmer |
      | L-1  | C-2     |
    When the law decides
    Then it is permitted to lend on application 1002
