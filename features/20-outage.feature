Feature: §16 Acceptance: an account that is interrupted resumes without duplicates
  Each scenario runs a whole account: session, broker on paper, books and ledger. Ledger and broker outlive a process that is killed;
  what it held in memory is gone.

  Background:
    Given the facts of "facts/running.yaml"
    And the exchange of "markets/exchange.yaml"

  Rule: What was under way when the connection broke is found at the broker, and nothing is sent again

    @STATE-01 @STATE-M11 @STATE-M2 @acceptance @account
    Scenario: The connection breaks mid-week while two orders of Gen work
      Given the connection to the broker breaks from Thursday 16 April 2026 at 9:45:01 to Thursday 16 April 2026 at 9:52
      When the account runs until Thursday 16 April 2026 at 11:30
      Then the state of account A went like this from Thursday 16 April 2026 at 9:30 on:
        | at       | to         |
        | 9:30     | monitoring |
        | 9:45     | scanning   |
        | 9:45     | analyzing  |
        | 9:45     | ordering   |
        | 9:45:03  | safe       |
        | 9:52     | monitoring |
        | 9:52     | scanning   |
        | 9:52     | analyzing  |
        | 9:52     | ordering   |
        | 11:00:01 | monitoring |
      And people were told once of "broker down"
      And after 9:45:01, the broker was asked for its state before anything else
      And the broker got 3 orders
      And no order reached the broker twice
      And account A holds:
        | sleeve | holds        | quantity |
        | A rev  | NVDA-185-PUT | -4       |
        | A gen  | AAPL-260-PUT | -3       |
        | A gen  | SPY-684-PUT  | -1       |
      And books and broker agree
      And nothing differs from an account that was never interrupted

  Rule: A process that is killed comes back to the books of one that was not

    @acceptance @account
    Scenario Outline: It is killed right <side> order <order> reaches the broker, and started again
      When the process is killed right <side> order <order> reaches the broker
      And the process is started again
      And the account runs until Thursday 16 April 2026 at 11:30
      Then no order reached the broker twice
      And account A holds:
        | sleeve | holds        | quantity |
        | A rev  | NVDA-185-PUT | -4       |
        | A gen  | AAPL-260-PUT | -3       |
        | A gen  | SPY-684-PUT  | -1       |
      And books and broker agree
      And nothing differs from an account that was never interrupted

      Examples:
        | side   | order |
        | after  | 1     |
        | before | 3     |
        | after  | 3     |

    @acceptance @account
    Scenario: An order that never left is given up and planned anew, and goes out in halves as after any failure
      When the process is killed right before order 1 reaches the broker
      And the process is started again
      And the account runs until 10:00
      Then the broker got 2 orders
      And account A holds:
        | sleeve | holds        | quantity |
        | A rev  | NVDA-185-PUT | -4       |
      And books and broker agree

    @acceptance @account
    Scenario: It is killed on Wednesday evening and started again on Thursday morning; its ledger proves whole
      When the account runs until Wednesday 15 April 2026 at 17:00
      And the process is killed
      And the process is started again at Thursday 16 April 2026 at 9:00
      And the account runs until Thursday 16 April 2026 at 11:30
      Then nothing differs from an account that was never interrupted
      And the ledger proves whole

  Rule: What nobody here ordered is cancelled before anything else is done

    @acceptance @account
    Scenario: Somebody has sold by hand while the process was dead
      When the account runs until Wednesday 15 April 2026 at 17:00
      And the process is killed
      And somebody sells 1 NVDA-185-PUT by hand in A rev at $9.00
      And the process is started again at Thursday 16 April 2026 at 9:00
      And the account runs until Thursday 16 April 2026 at 11:30
      Then people were told once of "orphan"
      And the broker works no orders
      And account A holds:
        | sleeve | holds        | quantity |
        | A rev  | NVDA-185-PUT | -4       |
        | A gen  | AAPL-260-PUT | -3       |
        | A gen  | SPY-684-PUT  | -1       |
      And books and broker agree
