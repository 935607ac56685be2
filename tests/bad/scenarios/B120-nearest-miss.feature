Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    When the law decides
    Then the nearest miss to lend on application 1003 says "ten dollars"
    And the nearest miss to lend on application 1002 says "anything"
