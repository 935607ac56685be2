Feature: Lending

  Scenario: A car
    Given this:
      """
      never closed
