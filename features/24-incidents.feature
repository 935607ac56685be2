Feature: Incidents of other systems, which must not happen here
  Each happened to a public trading system. The number is that of the list of incidents; those that no scenario tells are tests.

  Background:
    Given the facts of "facts/running.yaml"
    And the exchange of "markets/exchange.yaml"

  @account
  Scenario: 1. Order ids rolled back after a restart: no reference is used again, and an execution finds its own order
    When the account runs until Wednesday 15 April 2026 at 12:00
    And the process is killed
    And the process is started again at Thursday 16 April 2026 at 9:00
    And the account runs until Thursday 16 April 2026 at 10:30
    Then no order reached the broker twice
    And books and broker agree

  @account
  Scenario: 2. Fills during a lost connection were dropped: they are fetched before anything is commanded
    Given the connection to the broker breaks from 9:45:04 to 9:50
    When the account runs until 10:00
    Then after 9:45:05, the broker was asked for its state before anything else
    And account A holds:
      | sleeve | holds        | quantity |
      | A rev  | NVDA-185-PUT | -4       |
    And books and broker agree

  @account
  Scenario: 3. A change on a torn link left two live orders: one works, and it is filled once
    Given the broker fails like this:
      | fault  | on      | seconds    | events | times |
      | outage | replace | 20 seconds | lost   | 1     |
    When the account runs until 10:00
    Then no order reached the broker twice
    And account A holds:
      | sleeve | holds        | quantity |
      | A rev  | NVDA-185-PUT | -4       |
    And books and broker agree

  @account
  Scenario: 4. A refused cancel was read as a cancel: the order is unknown, the broker is asked, and it is cancelled again
    Given the broker fails like this:
      | fault  | on     | code        | times |
      | refuse | cancel | refused now | 1     |
    And from 9:45:01 on, the bid of NVDA-185-PUT is $1.80
    And from 9:45:01 on, the ask of NVDA-185-PUT is $2.20
    When the account runs until 9:46
    Then order A rev o1 went through sending, acknowledged, unknown, working and cancelled
    And books and broker agree

  @account
  Scenario: 5. A time-out was read as an empty portfolio: what is not known is unknown, and nothing is opened
    Given the broker fails like this:
      | fault       | on    | until                            |
      | unavailable | state | Wednesday 15 April 2026 at 10:05 |
    When the account runs until 10:04
    Then the state of account A is safe
    And the broker got no orders
    When the account runs until 10:30
    Then account A holds:
      | sleeve | holds        | quantity |
      | A rev  | NVDA-185-PUT | -4       |

  @account
  Scenario: 6. A broker that does not answer is asked ever more slowly, and a person is told once
    Given the connection to the broker breaks from 9:45:01 to 10:30
    When the account runs until 11:30
    Then people were told once of "broker down"
    And books and broker agree

  @account
  Scenario: 8. An assignment overnight was a silent change of positions: it is booked with its shares and its cash
    Given these expiries:
      | expiry   | underlying | date       |
      | NVDA-WED | NVDA       | 2026-04-15 |
    And these contracts:
      | contract     | expiry   | right | strike | expires on | multiplier | tick  | bid   | ask   | feed delta | model delta | open interest | volume | average daily volume | days to expiry | sessions to expiry |
      | NVDA-187-PUT | NVDA-WED | put   | $187   | 2026-04-15 | 100        | $0.01 | $0.50 | $0.52 | 0.3000     | 0.3000      | 4000          | 2000   | 1500           | 0              | 1                  |
    And these positions:
      | position | sleeve | contract     | side  | purpose | quantity | original credit | opened on  | hypothetical |
      | P-1      | A rev  | NVDA-187-PUT | short | income  | 1        | $2.00           | 2026-04-08 | no           |
    And it is 15:56
    And the price of NVDA is $184
    When the account runs until Thursday 16 April 2026 at 9:35
    Then account A holds:
      | sleeve | holds | quantity |
      | A rev  | NVDA  | 100      |
    And the cash of A rev is $281,300
    And books and broker agree
    And people were told never of "differs from broker"

  @account
  Scenario: 10. A second run placed every working order again: what works is counted, and nothing is ordered twice
    When the account runs until 9:45:02
    And the process is killed
    And the process is started again
    And the account runs until 9:45:03
    Then the broker got 1 order
    And no order reached the broker twice

  @account
  Scenario: 12. A fill was attached to the wrong trade: told twice, late and in another order, each finds its own
    Given the broker fails like this:
      | fault     | told                | seconds   |
      | duplicate | filled,acknowledged | 2 seconds |
      | late      | filled              | 1 seconds |
    And it is Thursday 16 April 2026 at 9:40
    When the account runs until 9:46
    Then no order reached the broker twice
    And account A holds:
      | sleeve | holds        | quantity |
      | A gen  | AAPL-260-PUT | -3       |
      | A gen  | SPY-684-PUT  | -1       |
    And books and broker agree

  @account
  Scenario Outline: 13 and 14. The answer to an order is missing, and it <what>: it is looked up, and never sent twice
    Given the broker fails like this:
      | fault   | on     | times |
      | <fault> | submit | 1     |
    When the account runs until 10:00
    Then order A rev o1 went through sending and unknown
    And no order reached the broker twice
    And account A holds:
      | sleeve | holds        | quantity |
      | A rev  | NVDA-185-PUT | -4       |
    And books and broker agree

    Examples:
      | fault          | what          |
      | unknown after  | had arrived   |
      | unknown before | never arrived |

  @account
  Scenario: 16. Expired options were subscribed after a weekend: they are settled before anything is looked at
    Given these positions:
      | position | sleeve | contract    | side  | purpose | quantity | original credit | opened on  | hypothetical |
      | P-1      | A gen  | SPY-600-PUT | short | income  | 2        | $1.60           | 2026-04-08 | no           |
    And it is Friday 17 April 2026 at 15:55
    When the account runs until Friday 17 April 2026 at 16:45
    And the process is killed
    And the process is started again at Monday 20 April 2026 at 9:00
    Then account A holds nothing
    And books and broker agree

  @account
  Scenario: 17. A commission that was not known yet was booked as money: it is pending
    Given the broker fails like this:
      | fault              | told   | seconds     |
      | pending commission | filled | 120 seconds |
    When the account runs until 9:46
    Then the cash of A rev is $300,792
    And books and broker agree
    When the account runs until 11:30
    Then the cash of A rev is $300,789.19
    And books and broker agree
