Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the amount of application 1002 is $10,000.005
    When the law decides
    Then it is permitted to lend on application 1002
