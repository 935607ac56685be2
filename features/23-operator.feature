Feature: §9 and §16 Acceptance: what an operator asks of an account that runs
  Who asked is asserted, and stands in the ledger with the reason.

  Background:
    Given the facts of "facts/running.yaml"
    And the exchange of "markets/exchange.yaml"

  Rule: Kill stops everything that adds risk, and only a reset lifts it

    @KILL-01 @acceptance @account
    Scenario: The kill switch is pressed on Wednesday; Thursday opens nothing until it is reset
      When the account runs until Wednesday 15 April 2026 at 12:00
      And the strategist asks to kill account A: "I see no sense in this market"
      Then account A is stopped by the kill switch
      When the account runs until Thursday 16 April 2026 at 10:00
      Then the broker got 1 order
      When the strategist asks to reset account A: "I do now"
      And the account runs until Thursday 16 April 2026 at 10:30
      Then account A is not stopped by the kill switch
      And the broker got 3 orders

  Rule: Reduce is an emergency: nothing new is opened

    @acceptance @account
    Scenario: An emergency is declared before Gen's window
      When the account runs until Wednesday 15 April 2026 at 12:00
      And the strategist asks to reduce account A: "the desk has lost its phone line"
      Then the state of account A is emergency
      When the account runs until Thursday 16 April 2026 at 10:30
      Then the broker got 1 order

  Rule: Stop ends the session in order; what was decided stays

    @acceptance @account
    Scenario: The account is stopped at noon and started again the next morning
      When the account runs until Wednesday 15 April 2026 at 12:00
      And the strategist asks to stop account A: "maintenance of the machine"
      Then these accounts run: none
      And account A holds:
        | sleeve | holds        | quantity |
        | A rev  | NVDA-185-PUT | -4       |
      When the process is killed
      And the process is started again at Thursday 16 April 2026 at 9:00
      And the account runs until Thursday 16 April 2026 at 10:30
      Then these accounts run: A
      And account A holds:
        | sleeve | holds        | quantity |
        | A rev  | NVDA-185-PUT | -4       |
        | A gen  | AAPL-260-PUT | -3       |
        | A gen  | SPY-684-PUT  | -1       |

  Rule: Reconcile compares the books with the broker at once

    @acceptance @account
    Scenario: Somebody has sold by hand, and a reconciliation is asked for
      When the account runs until Wednesday 15 April 2026 at 12:00
      And somebody sells 1 NVDA-185-PUT by hand in A rev at $9.00
      And the strategist asks to reconcile account A: "a call from the broker"
      Then people were told once of "orphan"
      When the account runs until Wednesday 15 April 2026 at 12:30
      Then the broker works no orders
      And books and broker agree
