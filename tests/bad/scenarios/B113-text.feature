Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    When the law decides
      """
      a text
      """
    Then it is permitted to lend on application 1002
