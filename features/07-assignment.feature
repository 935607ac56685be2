Feature: §7 Assignment: an hour before the last close of the week, deep short options are prepared for it

  Rule: The check is an hour before the close, and stays open until the close

    @ASSIGN-01 @R-04
    Scenario Outline: <day>: the check is at <check>
      Given the facts of <facts>
      When the law decides
      Then the assignment check is <check>
      And ASSIGN-01 decides

      Examples:
        | day           | facts                      | check |
        | A full Friday | "facts/friday.yaml"        | 15:00 |
        | Christmas Eve | "facts/christmas-eve.yaml" | 12:00 |

    @ASSIGN-01
    Scenario: A day without a session has no check
      Given the facts of "facts/friday.yaml"
      And it is Saturday 18 April 2026 at 15:00
      And the session is not open
      And the session closes is none
      When the law decides
      Then the assignment check is unknown
      And ASSIGN-01 does not decide

    @ASSIGN-02 @R-04
    Scenario Outline: On Friday at <time> the deep put is <verdict>
      Given the facts of "facts/friday.yaml"
      And the delta of the feed of AAPL-260-PUT is 0.95
      And it is <time>
      When the law decides
      Then it is <verdict> to prepare for assignment of AAPL-260-PUT
      And ASSIGN-02 <decides> for AAPL-260-PUT

      Examples:
        | time     | verdict      | decides         |
        | 14:59:59 | not proposed | does not decide |
        | 15:00    | proposed     | decides         |
        | 15:59:59 | proposed     | decides         |

    @ASSIGN-02
    Scenario: After the close nothing is prepared
      Given the facts of "facts/friday.yaml"
      And the delta of the feed of AAPL-260-PUT is 0.95
      And it is 16:15
      And the session is not open
      When the law decides
      Then it is not proposed to prepare for assignment of AAPL-260-PUT
      And ASSIGN-02 does not decide for AAPL-260-PUT

    @ASSIGN-02 @R-04
    Scenario Outline: On Christmas Eve, the week's last session, at <time> the deep put is <verdict>
      Given the facts of "facts/christmas-eve.yaml"
      And the delta of the feed of AAPL-260-PUT is 0.95
      And it is <time>
      When the law decides
      Then it is <verdict> to prepare for assignment of AAPL-260-PUT

      Examples:
        | time     | verdict      |
        | 11:59:59 | not proposed |
        | 12:00    | proposed     |
        | 12:59:59 | proposed     |

    @ASSIGN-02 @R-04
    Scenario: When Good Friday is closed, Thursday at 15:00 it is
      Given the facts of "facts/friday.yaml"
      And it is Thursday 2 April 2026 at 15:00
      And the week last session is 2 April 2026
      And the delta of the feed of AAPL-260-PUT is 0.95
      When the law decides
      Then it is proposed to prepare for assignment of AAPL-260-PUT

    @ASSIGN-02
    Scenario: On Thursday of a full week nothing is prepared
      Given the facts of "facts/friday.yaml"
      And it is Thursday 16 April 2026 at 15:00
      And the delta of the feed of AAPL-260-PUT is 0.95
      When the law decides
      Then it is not proposed to prepare for assignment of AAPL-260-PUT
      And ASSIGN-02 does not decide for AAPL-260-PUT

  Rule: Deep is a delta of 0.95 or more

    Background:
      Given the facts of "facts/friday.yaml"

    @ASSIGN-02 @R-09
    Scenario Outline: Gen's put has a delta of <delta>: <verdict>
      Given the delta of the feed of AAPL-260-PUT is <delta>
      When the law decides
      Then it is <verdict> to prepare for assignment of AAPL-260-PUT
      And ASSIGN-02 <decides> for AAPL-260-PUT

      Examples:
        | delta  | verdict      | decides         |
        | 0.9499 | not proposed | does not decide |
        | 0.95   | proposed     | decides         |
        | 1      | proposed     | decides         |

    @ASSIGN-02 @R-09
    Scenario Outline: Com's call has a delta of <delta>: <verdict>
      Given the delta of the feed of AAPL-270-CALL is <delta>
      When the law decides
      Then it is <verdict> to prepare for assignment of AAPL-270-CALL
      And it is not proposed to prepare for assignment of AAPL-260-PUT

      Examples:
        | delta  | verdict      |
        | 0.9499 | not proposed |
        | 0.95   | proposed     |

    @ASSIGN-02 @R-22
    Scenario Outline: Where the feed tells no delta the model's counts: <delta>
      Given the delta of the feed of NVDA-185-PUT is unknown
      And the delta of the model of NVDA-185-PUT is <delta>
      When the law decides
      Then it is <verdict> to prepare for assignment of NVDA-185-PUT

      Examples:
        | delta  | verdict      |
        | 0.9499 | not proposed |
        | 0.95   | proposed     |

    @ASSIGN-02
    Scenario: A long option is not assigned
      Given the delta of the feed of AAPL-260-PUT is 0.95
      And the side of position P-1 is long
      When the law decides
      Then it is not proposed to prepare for assignment of AAPL-260-PUT

    @ASSIGN-02 @R-40
    Scenario: Without a delta nothing is prepared, and somebody is called
      Given the delta of the feed of NVDA-185-PUT is unknown
      And the delta of the model of NVDA-185-PUT is unknown
      When the law decides
      Then it is not proposed to prepare for assignment of NVDA-185-PUT
      And an alarm names ASSIGN-02 for NVDA-185-PUT
      And no alarm names ASSIGN-02 for AAPL-260-PUT

    @ASSIGN-02 @LEVEL-10
    Scenario: What is prepared is recorded as intended, whatever the VIX
      Given the delta of the feed of AAPL-260-PUT is 0.99
      And the VIX is 81
      When the law decides
      Then it is intended to prepare for assignment of AAPL-260-PUT because of ASSIGN-02

  Rule: Near the strike it is closed, deep it is prepared, else it expires

    @ASSIGN-02 @PIN-01 @R-27
    Scenario Outline: Apple at <price>, the put's strike 260, its delta <delta>
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is <price>
      And the delta of the feed of AAPL-260-PUT is <delta>
      When the law decides
      Then it is <closed> to close AAPL-260-PUT
      And it is <prepared> to prepare for assignment of AAPL-260-PUT

      Examples:
        | price   | delta  | closed       | prepared     |
        | $268    | 0.0100 | not proposed | not proposed |
        | $260.50 | 0.4100 | proposed     | not proposed |
        | $258    | 0.9400 | not proposed | not proposed |
        | $256    | 0.9900 | not proposed | proposed     |

  Rule: Puts pause while assigned shares are held

    @ASSIGN-03
    Scenario: A hundred assigned shares of SPY stop a put on SPY
      Given the facts of "facts/thursday.yaml"
      And these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A gen  | SPY        | 100    | yes      |
      When the law decides
      Then it is forbidden to open a cash-secured put on SPY-684-PUT in A gen because of ASSIGN-03
      And ASSIGN-03 decides for SPY in A gen

    @ASSIGN-03
    Scenario: Shares that were bought stop nothing
      Given the facts of "facts/thursday.yaml"
      And these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A gen  | SPY        | 100    | no       |
      When the law decides
      Then it is permitted to open a cash-secured put on SPY-684-PUT in A gen
      And ASSIGN-03 does not decide for SPY in A gen
