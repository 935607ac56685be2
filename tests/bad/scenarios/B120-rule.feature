Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    When the law decides
    Then LEND-02 decides
    And LEND-01 does not decide for application 1002
    And LEND-03 decides
