Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    When the law decides
    Then 2 offers are left out because "it does not run so long"
