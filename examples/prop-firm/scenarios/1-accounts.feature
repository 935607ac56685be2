Feature: §1 Accounts, §2 The trading day

  Background:
    Given the facts of "../facts/thursday.yaml"

  Rule: §1 From the evaluation to the funded account

    @OPEN-01
    Scenario Outline: Orders are placed while the session is open: <open>
      Given the session open is <open>
      When the law decides
      Then it is <verdict> to place the order B-2
      And OPEN-01 <decides> for order B-2

      Examples:
        | open    | verdict       | decides         |
        | yes     | permitted     | decides         |
        | no      | not permitted | does not decide |
        | unknown | not permitted | does not decide |

    @PHASE-01 @PHASE-M1
    Scenario Outline: An evaluation whose equity is <balance> at the session close
      Given it is 17:00
      And there are no positions
      And the balance of account BEN is <balance>
      When the law decides
      Then the phase of account BEN is <phase>
      And PHASE-M1 <decides> for account BEN

      Examples:
        | balance     | phase      | decides         |
        | $105,999.99 | evaluation | does not decide |
        | $106,000    | funded     | decides         |

    @PHASE-M1
    Scenario: The profit target counts at the session close only
      Given it is 16:59:59
      And there are no positions
      And the balance of account BEN is $107,000
      When the law decides
      Then the phase of account BEN is evaluation
      And PHASE-M1 does not decide for account BEN

    @PHASE-M1
    Scenario: With an open position no evaluation is passed
      Given it is 17:00
      And the balance of account BEN is $107,000
      When the law decides
      Then the phase of account BEN is evaluation
      And PHASE-M1 does not decide for account BEN

    @PHASE-M2 @R-05
    Scenario Outline: Phase <phase>, ES at <last>: the drawdown limit is $48,000
      Given so far the phase of account ANNA is <phase>
      And the last price of ES is <last> points
      When the law decides
      Then the phase of account ANNA is <then>
      And PHASE-M2 <decides> for account ANNA

      Examples:
        | phase      | last    | then       | decides         |
        | evaluation | 5280.01 | evaluation | does not decide |
        | evaluation | 5280.00 | failed     | decides         |
        | funded     | 5280.01 | funded     | does not decide |
        | funded     | 5280.00 | failed     | decides         |

    @PHASE-M2
    Scenario: Of an equity that nobody knows no account fails, and a person is told
      Given the last price of ES is 5000 points, 11 seconds old
      When the law decides
      Then the phase of account ANNA is evaluation
      And an alarm names PHASE-M2 for account ANNA

    @OPEN-02
    Scenario Outline: An account that is <phase>
      Given so far the phase of account BEN is <phase>
      When the law decides
      Then OPEN-02 <decides> for account BEN
      And it is <verdict> to place the order B-2
      And it is <proposed> to close the position B-1

      Examples:
        | phase  | decides         | verdict   | proposed     |
        | failed | decides         | forbidden | proposed     |
        | funded | does not decide | permitted | not proposed |

    @OPEN-02 @PHASE-M2
    Scenario: Who has failed stays failed, whatever comes in
      Given so far the phase of account BEN is failed
      And the balance of account BEN is $150,000
      When the law decides
      Then the phase of account BEN is failed

  Rule: §2 The trading day and the equity

    @DAY-01 @DAY-02
    Scenario Outline: At <time> the trading day is <day>
      Given it is <time>
      And so far the trading day of account ANNA is 2026-04-16
      And so far the starting equity of account ANNA is $50,300
      When the law decides
      Then the trading day of account ANNA is <day>
      And the starting equity of account ANNA is <equity>
      And DAY-01 <decides> for account ANNA
      And DAY-02 <decides> for account ANNA

      Examples:
        | time     | day        | equity  | decides         |
        | 17:59:59 | 2026-04-16 | $50,300 | does not decide |
        | 18:00    | 2026-04-17 | $50,000 | decides         |

    @DAY-01 @DAY-02 @R-02
    Scenario: The day begins with the first equity that is known
      Given it is 18:00
      And so far the trading day of account ANNA is 2026-04-16
      And so far the starting equity of account ANNA is $50,300
      And the last price of ES is unknown
      When the law decides
      Then the trading day of account ANNA is 2026-04-16
      And the starting equity of account ANNA is $50,300
      Given it is 18:05
      And the last price of ES is 5303 points
      When the law decides
      Then the trading day of account ANNA is 2026-04-17
      And the starting equity of account ANNA is $50,300
      Given it is 18:06
      And the last price of ES is 5304 points
      When the law decides
      Then the starting equity of account ANNA is $50,300

    @DAY-02
    Scenario: A payout is no loss
      Given so far the starting equity of account CARA is $206,000
      And the balance of account CARA is $204,000
      And pay.confirmed happens in account CARA with:
        | amount | $2,000 |
      When the law decides
      Then the starting equity of account CARA is $204,000
      And the daily loss of account CARA is $0

    @EQUITY-01 @EQUITY-02
    Scenario Outline: Two ES long at 5300, and the last price is <last>
      Given the last price of ES is <last> points
      When the law decides
      Then the open profit of position A-1 is <profit>
      And the equity of account ANNA is <equity>
      And EQUITY-01 <decides> for position A-1

      Examples:
        | last    | profit | equity  | decides         |
        | 5300.00 | $0     | $50,000 | does not decide |
        | 5300.25 | $25    | $50,025 | decides         |
        | 5299.75 | -$25   | $49,975 | decides         |

    @EQUITY-01
    Scenario: A short position makes money when the price falls
      Given the last price of CL is 61.99 points
      When the law decides
      Then the open profit of position B-1 is $30

    @EQUITY-02 @EQUITY-03
    Scenario Outline: A last price that is <age> old
      Given the last price of ES is 5300 points, <age> old
      When the law decides
      Then EQUITY-02 <known> for account ANNA
      And EQUITY-03 <stops> for account ANNA
      And it is <verdict> to place the order A-2
      And it is permitted to close the position A-1

      Examples:
        | age        | known           | stops           | verdict   |
        | 10 seconds | decides         | does not decide | permitted |
        | 11 seconds | does not decide | decides         | forbidden |
