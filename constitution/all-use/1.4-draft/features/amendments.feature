Feature: What the draft of 1.4 changes against 1.3

  Rule: Gen's band begins at 0.35

    Background:
      Given the facts of "../../../../features/facts/thursday.yaml"

    @GEN-ENTRY-01 @R-141
    Scenario Outline: A put of delta <delta> is <verdict>
      Given the delta of the feed of SPY-684-PUT is <delta>
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen because of GEN-ENTRY-01

      Examples:
        | delta  | verdict       |
        | 0.3499 | not permitted |
        | 0.35   | permitted     |
        | 0.3999 | permitted     |
        | 0.45   | permitted     |
        | 0.4501 | not permitted |

    @STRIKE-01 @STRIKE-02 @R-141
    Scenario: The middle of the band is 0.40, and the put nearest to it is picked
      Given the delta of the feed of SPY-684-PUT is 0.36
      And the delta of the feed of SPY-685-PUT is 0.41
      When the law decides
      Then the middle of the delta band of A gen is 0.40
      And the put picked of SPY in A gen is SPY-685-PUT in A gen
      And STRIKE-02 decides for SPY in A gen

    @REV-ENTRY-01
    Scenario Outline: Rev's band stays as it was: <delta>
      Given it is Wednesday 15 April 2026 at 10:00
      And the delta of the feed of NVDA-185-PUT is <delta>
      And the sessions to expiry of NVDA-185-PUT are 4 sessions
      When the law decides
      Then it is <verdict> to open a cash-secured put on NVDA-185-PUT in A rev

      Examples:
        | delta  | verdict       |
        | 0.2999 | not permitted |
        | 0.30   | permitted     |
        | 0.35   | permitted     |
        | 0.3501 | not permitted |

  Rule: A sleeve should deploy at least 90% of its capital

    Background:
      Given the facts of "../../../../features/facts/thursday.yaml"

    @DEPLOY-04 @R-142
    Scenario: Gen of $400,000 should deploy $360,000
      When the law decides
      Then the goal of sleeve A gen is $360,000
      And A gen falls short of its goal by $213,600

    @SHORTFALL-01 @R-142
    Scenario Outline: <count> puts of $26,000 are written against a capital of $520,000
      Given it is 11:00:01
      And the base of A gen is $520,000
      And the cash of A gen is $520,000
      And these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A gen  | AAPL-260-PUT | short | <count>  | held   |
      When the law decides
      Then SHORTFALL-01 <decides> for A gen

      Examples: 90% are $468,000, eighteen puts
        | count | decides         |
        | 17    | decides         |
        | 18    | does not decide |

    @DEPLOY-03 @R-142
    Scenario: The most is what it was
      When the law decides
      Then the room of A gen is $400,000

  Rule: Hedge mode ends after two closes at or below 40

    Background:
      Given the facts of "../../../../features/facts/thursday.yaml"

    @VIX-01 @R-143
    Scenario Outline: It began on Tuesday; Tuesday and Wednesday closed at <first> and <second>
      Given so far account A is in hedge mode
      And so far the hedge mode on of account A is 14 April 2026
      And the closes of the VIX are 40, 41, 42, <first> and <second>
      And the VIX is 39
      When the law decides
      Then account A <mode> in hedge mode
      And VIX-01 <decides> for account A

      Examples:
        | first   | second  | mode   | decides         |
        | 40      | 40      | is not | decides         |
        | 40.01   | 40      | is     | does not decide |
        | 40      | 40.01   | is     | does not decide |
        | 45      | 45      | is     | does not decide |
        | unknown | 40      | is     | does not decide |

    @VIX-01 @R-143
    Scenario Outline: Both closes are calm, and hedge mode began on <day>
      Given so far account A is in hedge mode
      And so far the hedge mode on of account A is <day>
      And the closes of the VIX are 40, 41, 42, 39 and 38
      And the VIX is 39
      When the law decides
      Then account A <mode> in hedge mode

      Examples: A close before the trip does not count
        | day           | mode   |
        | 14 April 2026 | is not |
        | 15 April 2026 | is     |

    @VIX-01 @R-143
    Scenario Outline: Both closes are calm, and the VIX is at <VIX> again
      Given so far account A is in hedge mode
      And so far the hedge mode on of account A is 13 April 2026
      And the closes of the VIX are 40, 41, 42, 39 and 38
      And the VIX is <VIX>
      When the law decides
      Then account A <mode> in hedge mode

      Examples:
        | VIX   | mode   |
        | 50    | is not |
        | 50.01 | is     |

    @VIX-01
    Scenario Outline: It begins above 50, as before: <VIX>
      Given the VIX is <VIX>
      When the law decides
      Then account A <mode> in hedge mode

      Examples:
        | VIX   | mode   |
        | 50    | is not |
        | 50.01 | is     |
