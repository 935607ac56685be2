Feature: §12 One label a week, the flags beside it, and when prediction begins

  Rule: A level of the protocol that was executed is written down for the sleeve

    Background:
      Given the facts of "facts/friday.yaml"
      And it is 16:30
      And the session is not open

    @WEEK-10
    Scenario: An exit at market was made
      Given exit_at_market.confirmed happens in P-1 with:
        | quantity | 3 contracts |
      When the law decides
      Then the law records executed level of the protocol for A gen with:
        | level | 3 |
      And WEEK-10 decides for A gen
      And WEEK-10 does not decide for A rev
      And WEEK-11 does not decide

    @WEEK-11
    Scenario: A roll was made
      Given roll.confirmed happens in P-2
      When the law decides
      Then the law records executed level of the protocol for A rev with:
        | level | 2 |
      And WEEK-11 decides for A rev
      And WEEK-11 does not decide for A gen
      And WEEK-10 does not decide

    @WEEK-10 @WEEK-11
    Scenario: An exit that was only sent is not executed yet
      Given exit_at_market.sent happens in P-1 with:
        | quantity | 3 contracts |
      When the law decides
      Then the law records no executed level of the protocol

  Rule: Each flag is about this week, Monday to Sunday

    Background:
      Given the facts of "facts/friday.yaml"
      And it is 16:30
      And the session is not open

    @WEEK-01
    Scenario Outline: Level 3 was executed on <day>
      Given on <day>, executed level of the protocol happened in A gen with:
        | level | 3 |
      When the law decides
      Then account A has <a> week of preservation
      And WEEK-01 <decides> for account A
      And the label of the week of account A is <label>

      Examples: Monday is the first day of the week
        | day                           | a  | decides         | label        |
        | Monday 13 April 2026 at 0:00  | a  | decides         | preservation |
        | Sunday 12 April 2026 at 23:59 | no | does not decide | calm income  |

    @WEEK-02
    Scenario Outline: A hedge was deployed on <day>
      Given on <day>, hedge bought happened in A gen with:
        | cost  | $4,000     |
        | cause | vix_closes |
      When the law decides
      Then account A has <a> week with a hedge
      And WEEK-02 <decides> for account A
      And the label of the week of account A is <label>

      Examples:
        | day                           | a  | decides         | label       |
        | Monday 13 April 2026 at 0:00  | a  | decides         | hedged      |
        | Sunday 12 April 2026 at 23:59 | no | does not decide | calm income |

    @WEEK-03
    Scenario Outline: Level 2 was executed on <day>
      Given on <day>, executed level of the protocol happened in A rev with:
        | level | 2 |
      When the law decides
      Then account A has <a> week with a roll
      And account A has no week of preservation
      And WEEK-03 <decides> for account A
      And the label of the week of account A is <label>

      Examples:
        | day                           | a  | decides         | label       |
        | Monday 13 April 2026 at 0:00  | a  | decides         | roll        |
        | Sunday 12 April 2026 at 23:59 | no | does not decide | calm income |

    @WEEK-03
    Scenario: A market exit is no roll
      Given on Monday 13 April 2026 at 10:00, executed level of the protocol happened in A gen with:
        | level | 3 |
      When the law decides
      Then account A has no week with a roll

    @WEEK-04
    Scenario Outline: A sleeve went over to covered calls on <day>
      Given on <day>, pivoted to calls happened in A gen with:
        | underlying | AAPL |
      When the law decides
      Then account A has <a> week with an assignment
      And WEEK-04 <decides> for account A
      And the label of the week of account A is <label>

      Examples:
        | day                           | a  | decides         | label       |
        | Monday 13 April 2026 at 0:00  | a  | decides         | assignment  |
        | Sunday 12 April 2026 at 23:59 | no | does not decide | calm income |

    @WEEK-05
    Scenario Outline: A put was skipped for earnings on <day>
      Given on <day>, earnings skip happened in A gen with:
        | underlying | AAPL |
      When the law decides
      Then account A has <a> week with an earnings filter
      And WEEK-05 <decides> for account A
      And the label of the week of account A is <label>

      Examples:
        | day                           | a  | decides         | label           |
        | Monday 13 April 2026 at 0:00  | a  | decides         | earnings filter |
        | Sunday 12 April 2026 at 23:59 | no | does not decide | calm income     |

    @WEEK-01
    Scenario: What happened in another account is no matter of this one
      Given these accounts:
        | account | user  | kind | opened on  | stress test |
        | B       | owner | full | 2026-01-05 | no          |
      And these sleeves:
        | sleeve | account | kind | cash     | base     | reinvested |
        | B gen  | B       | gen  | $400,000 | $400,000 | $0         |
      And on Monday 13 April 2026 at 10:00, executed level of the protocol happened in B gen with:
        | level | 3 |
      When the law decides
      Then account A has no week of preservation
      And account B has a week of preservation

  Rule: The strongest event of the week gives the label, whatever came first

    Background:
      Given the facts of "facts/friday.yaml"
      And it is 16:30
      And the session is not open

    @WEEK-06 @R-12
    Scenario Outline: <first> and <second>: <label>
      Given on Monday 13 April 2026 at 10:00, <first> happened in A gen with:
        | <field 1> | <value 1> |
      And on Tuesday 14 April 2026 at 10:00, <second> happened in A gen with:
        | <field 2> | <value 2> |
      When the law decides
      Then the label of the week of account A is <label>
      And WEEK-06 decides for account A

      Examples:
        | first                          | field 1    | value 1 | second                         | field 2    | value 2 | label        |
        | executed level of the protocol | level      | 2       | executed level of the protocol | level      | 3       | preservation |
        | executed level of the protocol | level      | 2       | pivoted to calls               | underlying | AAPL    | roll         |
        | pivoted to calls               | underlying | AAPL    | executed level of the protocol | level      | 2       | roll         |
        | pivoted to calls               | underlying | AAPL    | earnings skip                  | underlying | NVDA    | assignment   |
        | earnings skip                  | underlying | NVDA    | pivoted to calls               | underlying | AAPL    | assignment   |

    @WEEK-06 @R-12
    Scenario Outline: A hedge was bought, and there was <other>
      Given on Monday 13 April 2026 at 10:00, executed level of the protocol happened in A gen with:
        | level | <level> |
      And on Monday 13 April 2026 at 10:01, hedge bought happened in A gen with:
        | cost  | $4,000    |
        | cause | level_two |
      When the law decides
      Then the label of the week of account A is <label>
      And account A has a week with a hedge

      Examples: Level 2 buys a hedge, so that a hedge hides the roll, and the flag keeps it
        | other     | level | label        |
        | a roll    | 2     | hedged       |
        | a Level 3 | 3     | preservation |

    @WEEK-06
    Scenario: Nothing of it happened
      When the law decides
      Then the label of the week of account A is calm income
      And WEEK-06 does not decide for account A

  Rule: The label is stored at the cut of the week, once, with all flags

    Background:
      Given the facts of "facts/friday.yaml"
      And it is 16:30
      And the session is not open

    @WEEK-07 @R-12
    Scenario: A week with a roll, a hedge and an earnings filter
      Given on Monday 13 April 2026 at 10:00, executed level of the protocol happened in A rev with:
        | level | 2 |
      And on Monday 13 April 2026 at 10:01, hedge bought happened in A rev with:
        | cost  | $4,000    |
        | cause | level_two |
      And on Thursday 16 April 2026 at 10:00, earnings skip happened in A gen with:
        | underlying | AAPL |
      When the law decides
      Then the law records week closed for account A with:
        | label           | hedged |
        | preservation    | no     |
        | hedged          | yes    |
        | roll            | yes    |
        | assignment      | no     |
        | earnings filter | yes    |
      And WEEK-07 decides for account A

    @WEEK-07
    Scenario: A week with a market exit and an assignment
      Given on Monday 13 April 2026 at 10:00, executed level of the protocol happened in A rev with:
        | level | 3 |
      And on Monday 13 April 2026 at 10:01, pivoted to calls happened in A gen with:
        | underlying | AAPL |
      When the law decides
      Then the law records week closed for account A with:
        | label           | preservation |
        | preservation    | yes          |
        | hedged          | no           |
        | roll            | no           |
        | assignment      | yes          |
        | earnings filter | no           |

    @WEEK-07
    Scenario Outline: At <time>
      Given it is <time>
      When the law decides
      Then WEEK-07 <decides>

      Examples:
        | time     | decides         |
        | 16:29:59 | does not decide |
        | 16:30    | decides         |

    @WEEK-07
    Scenario: It is stored once, though somebody looks again
      When the law decides
      Then WEEK-07 decides for account A
      Given it is 16:31
      When the law decides
      Then WEEK-07 does not decide
      And the weeks on record of account A are 1

    @WEEK-07 @R-04
    Scenario: On Christmas Eve, when the market closes at 13:00, the week is stored at 13:30
      Given it is Friday 18 December 2026 at 16:30
      And times are those of America/New_York
      And it is Thursday 24 December 2026 at 13:30
      And the week first session is 21 December 2026
      And the week last session is 24 December 2026
      And the previous session is 23 December 2026
      And the next session is 28 December 2026
      And the session closes is 13:00
      When the law decides
      Then WEEK-07 decides for account A

    @WEEK-07
    Scenario: On Thursday of a full week nothing is stored
      Given it is Thursday 16 April 2026 at 16:30
      When the law decides
      Then WEEK-07 does not decide

  Rule: Weeks are predicted only after 50 of them

    Background:
      Given the facts of "facts/friday.yaml"
      And it is 16:30
      And the session is not open

    @WEEK-08
    Scenario: Weeks that were stored are counted
      Given on Friday 3 April 2026 at 16:30, week closed happened in account A with:
        | label           | calm income |
        | preservation    | no          |
        | hedged          | no          |
        | roll            | no          |
        | assignment      | no          |
        | earnings filter | no          |
      And on Friday 10 April 2026 at 16:30, week closed happened in account A with:
        | label           | roll |
        | preservation    | no   |
        | hedged          | no   |
        | roll            | yes  |
        | assignment      | no   |
        | earnings filter | no   |
      When the law decides
      Then the weeks on record of account A are 2
      And WEEK-08 decides for account A
      And account A is not allowed to predict weeks
      And WEEK-09 does not decide

    @WEEK-08
    Scenario: Nothing is on record
      When the law decides
      Then the weeks on record of account A are 0
      And WEEK-08 does not decide for account A

  Rule: Forty-nine weeks are too few, and the fiftieth is enough

    @WEEK-09
    Scenario: The fiftieth week that is stored allows prediction
      Given the facts of "facts/forty-nine-weeks.yaml"
      When the law decides
      Then the weeks on record of account A are 49
      And account A is not allowed to predict weeks
      And WEEK-09 does not decide for account A
      Given it is 16:31
      When the law decides
      Then the weeks on record of account A are 50
      And account A is allowed to predict weeks
      And WEEK-09 decides for account A
