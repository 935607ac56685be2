Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given a waiver suspends LEND-02 for branch North
    When the law decides
    Then LEND-02 decide not for branch North
