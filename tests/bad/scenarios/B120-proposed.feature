Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    When the law decides
    Then it is not proposed to send a reminder about loan L-1
    And it is proposed to send a reminder about loan L-2 because of REMIND-01
