Feature: Lending

  Scenario: A car
    Given it is 2026-04-16 at 10:00
    When the law decides
    Then nothing is allocated
