Feature: Lending

  Scenario: A car
    When the law decides
    Then nothing is allocated
