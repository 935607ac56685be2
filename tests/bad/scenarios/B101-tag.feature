Feature: Lending

  @LEND-01 and more
  Scenario: A car
    When the law decides
