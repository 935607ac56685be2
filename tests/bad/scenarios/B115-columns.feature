Feature: Lending

  Scenario Outline: A car for <amount>
    Given the facts of "thursday.yaml"
    And the amount of application 1002 is <amunt>
    When the law decides
    Then it is permitted to lend on application 1002

    Examples:
      | amount  | score |
      | $10,000 | 700   |
