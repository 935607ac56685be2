Feature: §16 Acceptance: the reports of a week, a month and a quarter
  The law says when each is told and what it tells. The same figures stand in the decision record, in the ledger, and in the document
  that people get.

  Background:
    Given the facts of "facts/running.yaml"
    And the exchange of "markets/exchange.yaml"

  Rule: The week is told on Friday at 16:30

    @REPORT-WEEKLY @REPORT-04 @acceptance @account
    Scenario: A second before the cut nothing is told; at the cut the week is
      Given from Friday 17 April 2026 at 14:00 on, the bid of AAPL-260-PUT is $0.30
      And from Friday 17 April 2026 at 14:00 on, the ask of AAPL-260-PUT is $0.32
      And from Friday 17 April 2026 at 14:00 on, the bid of SPY-684-PUT is $0.60
      And from Friday 17 April 2026 at 14:00 on, the ask of SPY-684-PUT is $0.62
      When the account runs until Friday 17 April 2026 at 16:29:59
      Then the law has told no weekly report so far
      When the account runs until 16:30:01
      Then on Friday 17 April 2026 at 16:30, the law told its weekly report of account A:
        | opened          | 3           |
        | closed          | 2           |
        | rolled          | 0           |
        | forked          | 0           |
        | income          | $544.92     |
        | week type       | calm income |
        | undeployed      | $444,579.15 |
      And the report of account A on the week of Friday 17 April 2026 says:
        | table                   | row                          | column  | says      |
        | Realised in this week   | Realised                     | Account | $544.92   |
        | Premium in this week    | Received for options written | Account | $1,504.00 |
      And the report of account A on the week of Friday 17 April 2026 comes as text, JSON, CSV, HTML and PDF

  Rule: The month is told at its last close

    @REPORT-MONTHLY @acceptance @account
    Scenario: Growth to date, drawdown, Sharpe and Sortino ratio of April
      Given it is Thursday 30 April 2026 at 15:55
      When the account runs until 15:59:59
      Then the law has told no monthly report so far
      When the account runs until 16:00:01
      Then on Thursday 30 April 2026 at 16:00, the law told its monthly report of account A:
        | CAGR to date | unknown |
        | drawdown     | 0       |
        | sharpe       | unknown |
        | sortino      | unknown |

  Rule: The quarter is told on the first session of the next one

    @REPORT-QUARTERLY @acceptance @account
    Scenario: Tax, reinvestment, hedges and the LEAP ladder of the first quarter
      Given these expiries:
        | expiry  | underlying | date       |
        | SPY-TUE | SPY        | 2026-03-31 |
        | SPY-DEC | SPY        | 2027-12-17 |
      And these contracts:
        | contract     | expiry  | right | strike | expires on | multiplier | tick  | bid    | ask    | feed delta | model delta | open interest | volume | average daily volume | days to expiry | sessions to expiry |
        | SPY-500-PUT  | SPY-TUE | put   | $500   | 2026-03-31 | 100        | $0.01 | $0.01  | $0.02  | 0.0010     | 0.0010      | 9000          | 4000   | 5000           | 0              | 1                  |
        | SPY-800-CALL | SPY-DEC | call  | $800   | 2027-12-17 | 100        | $0.01 | $60.00 | $60.20 | 0.4000     | 0.4000      | 9000          | 4000   | 5000           | 626            | 432                |
      And these positions:
        | position | sleeve | contract     | side  | purpose     | quantity | original credit | cost   | opened on  | hypothetical |
        | P-1      | A rev  | SPY-500-PUT  | short | income      | 4        | $25.00          |        | 2026-01-06 | no           |
        | L-1      | A rev  | SPY-800-CALL | long  | leap growth | 2        |                 | $58.00 | 2026-01-06 | no           |
      And it is Tuesday 31 March 2026 at 15:55
      When the account runs until Wednesday 1 April 2026 at 9:40
      Then on Wednesday 1 April 2026 at 9:30, the law told its quarterly report of account A:
        | realised             | $10,000    |
        | unrealised           | $0         |
        | tax to reserve       | $3,000     |
        | tax reserved before  | $0         |
        | into contracts       | $5,250     |
        | into LEAPs           | $1,750     |
        | spent on hedges      | $0         |
        | hedges held          | 0          |
        | LEAPs held           | 2          |
        | next LEAP expiry     | 2027-12-17 |
        | last LEAP expiry     | 2027-12-17 |
