Feature: Lending

  Scenario Outline: A car for <amount>
    Given the amount of application 1002 is <amount>

    Examples:
      | amount |
