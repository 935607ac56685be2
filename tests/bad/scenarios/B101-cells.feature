Feature: Lending

  Scenario: A car
    Given these loans:
      | loan | customer |
      | L-1  |
