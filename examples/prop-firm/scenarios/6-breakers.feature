Feature: §6 The circuit breakers

  Half of the daily loss limit, three quarters of it, all of it: $500, $750 and $1,000 of $1,000.

  Background:
    Given the facts of "../facts/thursday.yaml"
    And so far the starting equity of account ANNA is $50,000

  @BREAKER-01
  Scenario Outline: The size is reduced from a loss of $500: <loss>
    Given the last price of ES is <last> points
    When the law decides
    Then the daily loss of account ANNA is <loss>
    And account ANNA is <reduced> in size
    And BREAKER-01 <decides> for account ANNA

    Examples:
      | last    | loss | reduced     | decides         |
      | 5295.01 | $499 | not reduced | does not decide |
      | 5295.00 | $500 | reduced     | decides         |

  @BREAKER-01
  Scenario Outline: The full size is back below a loss of $400: <loss>
    Given so far account ANNA is reduced in size
    And the last price of ES is <last> points
    When the law decides
    Then the daily loss of account ANNA is <loss>
    And account ANNA is <reduced> in size
    And BREAKER-01 <decides> for account ANNA

    Examples:
      | last    | loss | reduced     | decides         |
      | 5296.00 | $400 | reduced     | does not decide |
      | 5296.01 | $399 | not reduced | decides         |

  @BREAKER-02 @BREAKER-04
  Scenario Outline: Only closing from a loss of $750: <loss>
    Given the last price of ES is <last> points
    When the law decides
    Then the daily loss of account ANNA is <loss>
    And BREAKER-02 <decides> for account ANNA
    And BREAKER-04 <decides> for account ANNA
    And it is <verdict> to place the order A-2
    And it is permitted to close the position A-1
    And it is not proposed to close the position A-1

    Examples:
      | last    | loss | decides         | verdict   |
      | 5292.51 | $749 | does not decide | permitted |
      | 5292.50 | $750 | decides         | forbidden |

  @BREAKER-02
  Scenario: It stays when the price comes back
    Given so far account ANNA is close only
    When the law decides
    Then account ANNA is close only
    And BREAKER-02 does not decide for account ANNA

  @BREAKER-02
  Scenario Outline: The desk resets it, if the loss is below three quarters again: <loss>
    Given so far account ANNA is close only
    And the last price of ES is <last> points
    And operator reset happens in account ANNA
    When the law decides
    Then the daily loss of account ANNA is <loss>
    And account ANNA is <only> only

    Examples:
      | last    | loss | only      |
      | 5292.51 | $749 | not close |
      | 5292.50 | $750 | close     |

  @BREAKER-02
  Scenario Outline: The next trading day ends it: <time>
    Given so far account ANNA is close only
    And so far the trading day of account ANNA is 2026-04-16
    And it is <time>
    When the law decides
    Then account ANNA is <only> only

    Examples:
      | time     | only      |
      | 17:59:59 | close     |
      | 18:00    | not close |

  @BREAKER-02
  Scenario: A reset of one account is none of another
    Given so far account ANNA is close only
    And operator reset happens in account BEN
    When the law decides
    Then account ANNA is close only

  @BREAKER-01 @BREAKER-02 @BREAKER-03
  Scenario: One bad minute sets all three, and the next trading day begins without them
    Given so far the trading day of account ANNA is 2026-04-16
    And the last price of ES is 5285 points
    When the law decides
    Then account ANNA is reduced in size
    And account ANNA is close only
    And account ANNA is flat for the day
    Given it is 18:00
    When the law decides
    Then the daily loss of account ANNA is $0
    And account ANNA is not reduced in size
    And account ANNA is not close only
    And account ANNA is not flat for the day
