Feature: Lending

  @LEND-01
  Scenario: A customer who can carry it gets the loan
    Given the facts of "../facts.yaml"
    When the law decides
    Then it is permitted to lend application A-1 because of LEND-01
    And LEND-01 decides for application A-1

  @LEND-01
  Scenario: A poor score gets none
    Given the facts of "../facts.yaml"
    When the law decides
    Then it is not permitted to lend application A-3 because of LEND-01
    And LEND-01 does not decide for application A-3
