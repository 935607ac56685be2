Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given a waiver suspend LEND-02 for branch North
    When the law decides
    Then it is permitted to lend on application 1002
