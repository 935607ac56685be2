Feature: §9 State machine: what an account may do now, and how it resumes after an interruption
  The account is looked at on Thursday at 10:00, in Gen's window. Everything is well, nothing is held, and one SPY put may be opened.

  Rule: SAFE to SCANNING to ANALYZING to ORDERING, as far as the facts allow

    Background:
      Given the facts of "facts/state.yaml"

    @STATE-01 @STATE-M1 @STATE-M3 @STATE-M4 @STATE-02
    Scenario: With an opportunity an account goes from rest to ORDERING in one look
      When the law decides
      Then STATE-M1 decides for account A
      And STATE-M3 decides for account A
      And STATE-M4 decides for account A
      And STATE-M2 does not decide for account A
      And the state of account A is ordering
      And account A is able to open something
      And it is permitted to open a cash-secured put on SPY-684-PUT in A gen
      And STATE-01 decides for account A
      And no alarm is raised

    @STATE-M4 @STATE-02
    Scenario: Without an opportunity it stays in ANALYZING, and the refusal says what is missing
      Given the delta of the feed of SPY-684-PUT is 0.4501
      When the law decides
      Then the state of account A is analyzing
      And account A is not able to open something
      And STATE-M4 does not decide for account A
      And STATE-02 does not decide for account A
      And it is not permitted to open a cash-secured put on SPY-684-PUT in A gen only because of GEN-ENTRY-01

    @STATE-M3
    Scenario Outline: Without data it stays in SCANNING: <fact>
      Given <fact>
      When the law decides
      Then the state of account A is scanning
      And STATE-M1 decides for account A
      And STATE-M3 does not decide for account A

      Examples:
        | fact                    |
        | the VIX is unknown      |
        | SPY has not a chain     |

    @STATE-01 @STATE-M1
    Scenario: Without a session it stays in SAFE
      Given the session is not open
      When the law decides
      Then the state of account A is safe
      And STATE-01 does not decide for account A
      And STATE-M1 does not decide for account A
      And it is not permitted to open a cash-secured put on SPY-684-PUT in A gen only because of GEN-ENTRY-01

    @STATE-02 @STATE-M4 @R-19
    Scenario Outline: An order of <origin> that is <status>, adding risk: <opens>
      Given it is 11:00:01
      And these orders:
        | order | sleeve | contract    | origin   | side  | opens   | urgent | quantity | filled | limit |
        | O-1   | A gen  | SPY-684-PUT | <origin> | short | <opens> | no     | 10       | 0      | $2.70 |
      And so far the status of order O-1 is <status>
      When the law decides
      Then account A <is> able to open something
      And the state of account A is <state>

      Examples: only what somebody else wants to open, and still waits, is an opportunity
        | origin   | status    | opens | is     | state     |
        | external | waiting   | yes   | is     | ordering  |
        | external | waiting   | no    | is not | analyzing |
        | external | cancelled | yes   | is not | analyzing |
        | law      | waiting   | yes   | is not | analyzing |

  Rule: MONITORING, and back while an entry window is open

    Background:
      Given the facts of "facts/state.yaml"

    @STATE-M2 @STATE-M6 @STATE-03
    Scenario Outline: A position held overnight, at <time>
      Given these positions:
        | position | sleeve | contract     | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A com  | SPY-700-CALL | short | 1        | $0.40           | 2026-04-15 | no           |
      And the delta of the feed of SPY-684-PUT is 0.4501
      And it is <time>
      When the law decides
      Then STATE-M2 decides for account A
      And STATE-M1 does not decide for account A
      And STATE-M6 <window> for account A
      And STATE-M3 <window> for account A
      And account A is holding something
      And the state of account A is <state>

      Examples: Gen's window is open from 09:45 to 11:00
        | time     | window          | state      |
        | 09:44:59 | does not decide | monitoring |
        | 09:45:00 | decides         | analyzing  |
        | 11:00:00 | decides         | analyzing  |
        | 11:00:01 | does not decide | monitoring |

    @STATE-03 @STATE-M2
    Scenario Outline: Held is <held>
      Given these exposures:
        | exposure | sleeve | contract     | side  | quantity | source   |
        | E-1      | A gen  | SPY-684-PUT  | short | 1        | <held>   |
      And it is 11:30
      When the law decides
      Then account A is holding something
      And the state of account A is monitoring

      Examples:
        | held     |
        | held     |
        | working  |
        | in doubt |

    @STATE-03 @STATE-M2
    Scenario: A position that was closed today is held no longer
      Given these positions:
        | position | sleeve | contract     | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A com  | SPY-700-CALL | short | 0        | $0.40           | 2026-04-15 | no           |
      And it is 11:30
      When the law decides
      Then account A is not holding something
      And STATE-M2 does not decide for account A
      And STATE-03 does not decide for account A
      And the state of account A is analyzing

    @STATE-M2
    Scenario: A position held overnight is not watched before the session opens
      Given these exposures:
        | exposure | sleeve | contract    | side  | quantity | source |
        | E-1      | A gen  | SPY-684-PUT | short | 1        | held   |
      And the session is not open
      When the law decides
      Then STATE-M2 does not decide for account A
      And the state of account A is safe

    @STATE-M6 @STATE-M4
    Scenario: From MONITORING something may be opened: back to ORDERING, with positions still watched
      Given these positions:
        | position | sleeve | contract     | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A com  | SPY-700-CALL | short | 1        | $0.40           | 2026-04-15 | no           |
      And so far the state of account A is monitoring
      When the law decides
      Then STATE-M6 decides for account A
      And the state of account A is ordering

    @STATE-M5 @STATE-M13
    Scenario Outline: In ORDERING nothing is left to open, and <held> is held
      Given these exposures:
        | exposure | sleeve | contract    | side  | quantity | source   |
        | E-1      | A gen  | SPY-684-PUT | short | 1        | working  |
      And there are no exposures of <taken away>
      And it is 11:00:01
      And so far the state of account A is ordering
      When the law decides
      Then STATE-M5 <placed> for account A
      And STATE-M13 <gone> for account A
      And the state of account A is <state>

      Examples: the window is over
        | held             | taken away | placed          | gone            | state      |
        | a working order  | A rev      | decides         | does not decide | monitoring |
        | nothing          | A gen      | does not decide | decides         | analyzing  |

    @STATE-M5 @STATE-M13
    Scenario: While something may still be opened it stays in ORDERING
      Given these exposures:
        | exposure | sleeve | contract    | side  | quantity | source   |
        | E-1      | A gen  | SPY-684-PUT | short | 1        | working  |
      And so far the state of account A is ordering
      When the law decides
      Then STATE-M5 does not decide for account A
      And STATE-M13 does not decide for account A
      And the state of account A is ordering

    @STATE-M12
    Scenario Outline: In <state> with a position at <time>
      Given these exposures:
        | exposure | sleeve | contract    | side  | quantity | source |
        | E-1      | A gen  | SPY-684-PUT | short | 1        | held   |
      And the delta of the feed of SPY-684-PUT is 0.4501
      And the VIX is <VIX>
      And it is <time>
      And so far the state of account A is <state>
      When the law decides
      Then STATE-M12 <decides> for account A
      And the state of account A is <then>

      Examples: the window closes after 11:00
        | state     | VIX     | time     | decides         | then       |
        | analyzing | 19      | 11:00:00 | does not decide | analyzing  |
        | analyzing | 19      | 11:00:01 | decides         | monitoring |
        | scanning  | unknown | 11:00:01 | decides         | monitoring |

    @STATE-M12
    Scenario: In ANALYZING without a position it stays there after the window
      Given so far the state of account A is analyzing
      And it is 11:00:01
      When the law decides
      Then STATE-M12 does not decide for account A
      And the state of account A is analyzing

  Rule: CLOSING, RECONCILING, SAFE

    Background:
      Given the facts of "facts/state.yaml"

    @STATE-M7 @STATE-04
    Scenario Outline: A call sold at <credit> and now at $0.36 at the ask
      Given these positions:
        | position | sleeve | contract     | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A com  | SPY-700-CALL | short | 1        | <credit>        | 2026-04-15 | no           |
      And it is 11:30
      When the law decides
      Then STATE-M7 <decides> for account A
      And STATE-04 <decides> for account A
      And account A <is> leaving a position
      And the state of account A is <state>

      Examples: 65% is the profit target
        | credit | decides         | is     | state      |
        | $1.03  | decides         | is     | closing    |
        | $1.02  | does not decide | is not | monitoring |

    @STATE-M7 @STATE-04
    Scenario Outline: A put of strike 684 with SPY at <price>
      Given these positions:
        | position | sleeve | contract    | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A gen  | SPY-684-PUT | short | 1        | $2.00           | 2026-04-15 | no           |
      And the price of SPY is <price>
      And it is 11:30
      When the law decides
      Then STATE-M7 <decides> for account A
      And the state of account A is <state>

      Examples: three ATR of $8 below the strike, Level 3
        | price   | decides         | state      |
        | $660.00 | decides         | closing    |
        | $670.00 | does not decide | monitoring |

    @STATE-M7 @STATE-M6
    Scenario: In an entry window entries go first; what is to be left is left all the same
      Given these positions:
        | position | sleeve | contract     | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A com  | SPY-700-CALL | short | 1        | $1.03           | 2026-04-15 | no           |
      When the law decides
      Then STATE-M7 does not decide for account A
      And the state of account A is ordering
      And it is intended to close P-1

    @STATE-M8
    Scenario Outline: In CLOSING: <what>
      Given these orders:
        | order | sleeve | contract     | origin | side  | opens | urgent | quantity | filled   |
        | O-1   | A com  | SPY-700-CALL | law    | long  | no    | no     | 10       | <filled> |
      And these positions:
        | position | sleeve | contract     | side  | quantity   | original credit | opened on  | hypothetical |
        | P-1      | A com  | SPY-700-CALL | short | <quantity> | $1.03           | 2026-04-15 | no           |
      And it is 11:30
      And the ledger current of the system is no
      And so far the state of account A is closing
      When the law decides
      Then STATE-M8 <decides> for account A
      And the state of account A is <state>

      Examples:
        | what                                    | filled | quantity | decides         | state       |
        | an order is still open                  | 9      | 0        | does not decide | closing     |
        | a position is to be left                | 10     | 1        | does not decide | closing     |
        | positions are closed, orders are filled | 10     | 0        | decides         | reconciling |

    @STATE-M8
    Scenario Outline: In CLOSING, with an order whose slice <what>
      Given these orders:
        | order | sleeve | contract     | origin | side | opens | urgent | quantity | filled |
        | O-1   | A com  | SPY-700-CALL | law    | long | no    | no     | 10       | 0      |
      And these slices:
        | slice | order | client id | version | quantity | limit | filled | last heard of             | acknowledged   | cancelled | rejected | known to the broker |
        | S-1   | O-1   | c-1       | 1       | 10       | $1.20 | 0      | 2026-04-16T09:30:00-04:00 | <acknowledged> | no        | no       | unknown             |
      And it is 11:30
      And so far the state of account A is closing
      When the law decides
      Then the status of order O-1 is <status>
      And STATE-M8 does not decide for account A
      And the state of account A is closing

      Examples:
        | what               | acknowledged | status   |
        | is at the broker   | yes          | working  |
        | nobody knows about | no           | in doubt |

    @STATE-M9
    Scenario Outline: In RECONCILING, the ledger is <ledger>, reports are <reports>
      Given the session is not open
      And so far the state of account A is reconciling
      And the ledger current of the system is <ledger>
      And the reports written of the system is <reports>
      When the law decides
      Then STATE-M9 <decides> for account A
      And the state of account A is <state>

      Examples:
        | ledger  | reports | decides         | state       |
        | yes     | yes     | decides         | safe        |
        | no      | yes     | does not decide | reconciling |
        | yes     | no      | does not decide | reconciling |
        | unknown | yes     | does not decide | reconciling |

    @STATE-M9 @STATE-M1
    Scenario: Reconciled within the session, the account resumes at once
      Given so far the state of account A is reconciling
      When the law decides
      Then STATE-M9 decides for account A
      And the state of account A is ordering

  Rule: The close of the session, locks and failures lead to SAFE

    Background:
      Given the facts of "facts/state.yaml"

    @STATE-M10 @R-14
    Scenario Outline: The session ends in <state>
      Given so far the state of account A is <state>
      And the session is not open
      When the law decides
      Then STATE-M10 decides for account A
      And STATE-M3 does not decide for account A
      And STATE-M13 does not decide for account A
      And the state of account A is safe

      Examples:
        | state      |
        | scanning   |
        | analyzing  |
        | ordering   |
        | monitoring |

    @STATE-M10 @R-14
    Scenario Outline: At 15:50 of a session that closes at <close> the law looks again at the close
      Given the session closes of the clock is <close>
      And it is 15:50
      When the law decides
      Then the law looks again at <close>

      Examples:
        | close |
        | 16:00 |
        | 15:55 |

    @STATE-M10
    Scenario: The session ends in CLOSING: the order that is still open comes first
      Given these orders:
        | order | sleeve | contract     | origin | side | opens | urgent | quantity | filled |
        | O-1   | A com  | SPY-700-CALL | law    | long | no    | no     | 10       | 9      |
      And so far the state of account A is closing
      And the session is not open
      When the law decides
      Then STATE-M10 does not decide for account A
      And the state of account A is closing

    @STATE-M11 @R-13
    Scenario Outline: In <state>: <fact>
      Given so far the state of account A is <state>
      And <fact>
      When the law decides
      Then STATE-M11 decides for account A
      And STATE-M3 does not decide for account A
      And STATE-M6 does not decide for account A
      And STATE-M8 does not decide for account A
      And the state of account A is safe

      Examples:
        | state       | fact                                             |
        | scanning    | the broker is not up                             |
        | analyzing   | the VIX is 65.01                                 |
        | ordering    | so far account A is stopped by the kill switch   |
        | monitoring  | so far account A is locked by the breaker        |
        | closing     | the is up of the broker is unknown               |
        | reconciling | the broker is not up                             |
        | ordering    | the healthy of the system is unknown             |

    @STATE-M11
    Scenario: At a VIX of 65 nothing is locked
      Given so far the state of account A is ordering
      And the VIX is 65
      When the law decides
      Then STATE-M11 does not decide for account A
      And the state of account A is ordering

  Rule: Resume: snapshot, broker's state, reconciliation, schedule, risk check, ACTIVE

    Background:
      Given the facts of "facts/state.yaml"

    @RESUME-01 @STATE-M1
    Scenario Outline: After an outage: <fact>
      Given <fact>
      When the law decides
      Then account A is not ready to resume
      And RESUME-01 does not decide for account A
      And STATE-M1 does not decide for account A
      And the state of account A is <state>

      Examples:
        | fact                                     | state |
        | the system is not snapshot loaded        | safe  |
        | the snapshot loaded of the system is unknown | safe |
        | the broker is not up                     | safe  |
        | the is up of the broker is unknown       | safe  |
        | the broker is not state fetched          | safe  |
        | the state fetched of the broker is unknown | safe |
        | account A is not in line with the broker | audit |
        | the in line with the broker of account A is unknown | safe |
        | the system is not schedule rebuilt       | safe  |
        | the schedule rebuilt of the system is unknown | safe |
        | the healthy of the system is unknown     | safe  |
        | so far account A is stopped by the kill switch | safe |

    @RESUME-01 @RESUME-02
    Scenario: With everything in order it resumes
      When the law decides
      Then account A is ready to resume
      And account A is within its risk
      And RESUME-01 decides for account A
      And RESUME-02 decides for account A

    @RESUME-02
    Scenario Outline: The risk check: Com has <cash> of cash, and 61 shares' worth of margin is used
      Given these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A com  | SPY        | 2000   | no       |
      And the cash of A gen is $0
      And the cash of A rev is $0
      And the cash of A com is -$228,666.67
      And the cash of A gen is <cash>
      When the law decides
      Then account A <is> within its risk
      And RESUME-02 <decides> for account A
      And the state of account A is <state>

      Examples: half of $1,372,000 is 60% of $1,143,333.33
        | cash  | is     | decides         | state |
        | $0.01 | is     | decides         | analyzing |
        | $0    | is not | does not decide | safe  |

    @RESUME-02
    Scenario Outline: The risk check fails: <fact>
      Given <fact>
      When the law decides
      Then account A is not within its risk
      And RESUME-02 does not decide for account A
      And account A is not ready to resume

      Examples:
        | fact                                           |
        | the VIX is 65.01                               |
        | so far account A is stopped by the kill switch |
        | the system is not healthy                      |
        | the healthy of the system is unknown           |
        | the cash of A com is unknown                   |

    @RESUME-01 @RESUME-04
    Scenario Outline: The broker works an order of origin <origin> that is <status>
      Given these orders:
        | order | sleeve | contract    | origin   | side  | opens | urgent | quantity | filled |
        | O-1   | A gen  | SPY-684-PUT | <origin> | short | yes   | no     | 10       | 0      |
      And so far the status of order O-1 is <status>
      When the law decides
      Then account A <ready> ready to resume
      And RESUME-04 <decides> for order O-1
      And it is <proposed> to withdraw order O-1

      Examples:
        | origin | status    | ready  | decides         | proposed     |
        | orphan | waiting   | is not | decides         | proposed     |
        | orphan | cancelled | is     | does not decide | not proposed |
        | law    | waiting   | is     | does not decide | not proposed |

    @RESUME-01 @RESUME-04
    Scenario Outline: An orphan whose slice <what>
      Given these orders:
        | order | sleeve | contract    | origin | side  | opens | urgent | quantity | filled |
        | O-1   | A gen  | SPY-684-PUT | orphan | short | yes   | no     | 10       | 0      |
      And these slices:
        | slice | order | client id | version | quantity | limit | filled | last heard of             | acknowledged   | cancelled | rejected | known to the broker |
        | S-1   | O-1   | c-1       | 1       | 10       | $1.20 | 0      | 2026-04-16T09:30:00-04:00 | <acknowledged> | no        | no       | unknown             |
      When the law decides
      Then the status of order O-1 is <status>
      And account A is not ready to resume
      And it is proposed to withdraw order O-1

      Examples:
        | what               | acknowledged | status   |
        | is at the broker   | yes          | working  |
        | nobody knows about | no           | in doubt |

    @RESUME-04
    Scenario: An orphan is cancelled once, and again only if the broker refuses
      Given these orders:
        | order | sleeve | contract    | origin | side  | opens | urgent | quantity | filled |
        | O-1   | A gen  | SPY-684-PUT | orphan | short | yes   | no     | 10       | 0      |
      When the law decides
      Then it is proposed to withdraw order O-1
      Given cancel_order.sent happens in order O-1
      And it is 10:00:05
      When the law decides
      Then it is not proposed to withdraw order O-1
      Given cancel_order.rejected happens in order O-1
      And it is 10:00:10
      When the law decides
      Then it is proposed to withdraw order O-1

    @RESUME-01 @RESUME-03
    Scenario Outline: Of one order, <live> slices live at the broker, the second is <status>
      Given these orders:
        | order | sleeve | contract    | origin | side  | opens | urgent | quantity | filled |
        | O-1   | A gen  | SPY-684-PUT | law    | short | yes   | no     | 10       | 0      |
      And these slices:
        | slice | order | client id | version | quantity | limit | filled | last heard of             | acknowledged | cancelled   | rejected | known to the broker |
        | S-1   | O-1   | c-1       | 1       | 10       | $1.20 | 0      | 2026-04-16T10:00:00-04:00 | yes          | no          | no       | yes                 |
        | S-2   | O-1   | c-2       | 1       | 10       | $1.20 | 0      | <heard>                   | <known>      | <cancelled> | no       | unknown             |
      When the law decides
      Then the status of S-2 is <status>
      And order O-1 <is> doubled
      And RESUME-03 <decides> for order O-1
      And account A <ready> ready to resume

      Examples:
        | live | heard                     | known | cancelled | status       | is     | decides         | ready  |
        | 2    | 2026-04-16T10:00:00-04:00 | yes   | no        | acknowledged | is     | decides         | is not |
        | two  | 2026-04-16T10:00:00-04:00 | no    | no        | sent         | is     | decides         | is not |
        | both | 2026-04-16T09:59:00-04:00 | no    | no        | in doubt     | is     | decides         | is not |
        | 1    | 2026-04-16T10:00:00-04:00 | yes   | yes       | cancelled    | is not | does not decide | is     |

  Rule: EMERGENCY, MAINTENANCE and AUDIT

    Background:
      Given the facts of "facts/state.yaml"

    @STATE-M20
    Scenario Outline: From <state> at a VIX of <VIX>
      Given so far the state of account A is <state>
      And the VIX is <VIX>
      When the law decides
      Then STATE-M20 <decides> for account A
      And STATE-M11 <locked> for account A
      And the state of account A is <then>

      Examples:
        | state       | VIX   | decides         | locked          | then      |
        | safe        | 80.01 | decides         | does not decide | emergency |
        | scanning    | 80.01 | decides         | does not decide | emergency |
        | analyzing   | 80.01 | decides         | does not decide | emergency |
        | ordering    | 80.01 | decides         | does not decide | emergency |
        | monitoring  | 80.01 | decides         | does not decide | emergency |
        | closing     | 80.01 | decides         | does not decide | emergency |
        | reconciling | 80.01 | decides         | does not decide | emergency |
        | maintenance | 80.01 | decides         | does not decide | emergency |
        | audit       | 80.01 | decides         | does not decide | emergency |
        | ordering    | 80    | does not decide | decides         | safe      |

    @STATE-M20
    Scenario: A failure of the system
      Given the system is not healthy
      When the law decides
      Then STATE-M20 decides for account A
      And the state of account A is emergency

    @STATE-M20
    Scenario: A person declares an emergency
      Given emergency_declared happens in A with:
        | who    | the strategist |
        | reason | a flood        |
      When the law decides
      Then STATE-M20 decides for account A
      And the state of account A is emergency

    @STATE-M20
    Scenario: What is not known is told, and is no emergency
      Given the VIX is unknown
      When the law decides
      Then the state of account A is scanning
      And an alarm names STATE-M20 for account A

    @STATE-01
    Scenario: Where several apply, the stronger halt is taken at once: EMERGENCY before AUDIT
      Given so far the state of account A is ordering
      And the VIX is 81
      And account A is not in line with the broker
      When the law decides
      Then STATE-M22 does not decide for account A
      And the state of account A is emergency

    @STATE-01
    Scenario: AUDIT before MAINTENANCE
      Given so far the state of account A is ordering
      And maintenance_due happens in A
      And reconciliation_due happens in A
      When the law decides
      Then the state of account A is audit

    @STATE-01
    Scenario: MAINTENANCE before the close
      Given so far the state of account A is analyzing
      And maintenance_due happens in A
      And the session is not open
      When the law decides
      Then STATE-M10 does not decide for account A
      And the state of account A is maintenance

    @STATE-M23 @R-36
    Scenario Outline: An operator resets an EMERGENCY at a VIX of <VIX>, the system is <health>
      Given so far the state of account A is emergency
      And the VIX is <VIX>
      And the healthy of the system is <health>
      And the session is not open
      And account_reset happens in A with:
        | who    | the strategist |
        | reason | it is over     |
      When the law decides
      Then STATE-M23 <decides> for account A
      And the state of account A is <then>

      Examples:
        | VIX     | health  | decides         | then      |
        | 80      | yes     | decides         | safe      |
        | 80.01   | yes     | does not decide | emergency |
        | unknown | yes     | does not decide | emergency |
        | 30      | no      | does not decide | emergency |
        | 30      | unknown | does not decide | emergency |

    @STATE-M23 @STATE-M24
    Scenario Outline: Nobody resets, and the account stays in <state>
      Given so far the state of account A is <state>
      When the law decides
      Then the state of account A is <state>
      And STATE-M23 does not decide for account A
      And STATE-M24 does not decide for account A

      Examples:
        | state       |
        | emergency   |
        | maintenance |
        | audit       |

    @STATE-M21
    Scenario Outline: Maintenance is due in <state>
      Given so far the state of account A is <state>
      And maintenance_due happens in A
      When the law decides
      Then STATE-M21 <decides> for account A
      And STATE-M1 does not decide for account A
      And STATE-M3 does not decide for account A
      And STATE-M4 does not decide for account A
      And STATE-M6 does not decide for account A
      And STATE-M8 does not decide for account A
      And STATE-M9 does not decide for account A
      And the state of account A is <then>

      Examples:
        | state       | decides         | then        |
        | safe        | decides         | maintenance |
        | scanning    | decides         | maintenance |
        | analyzing   | decides         | maintenance |
        | ordering    | decides         | maintenance |
        | monitoring  | decides         | maintenance |
        | closing     | decides         | maintenance |
        | reconciling | decides         | maintenance |
        | emergency   | does not decide | emergency   |
        | audit       | does not decide | audit       |

    @STATE-M24 @R-14
    Scenario: An operator ends maintenance
      Given so far the state of account A is maintenance
      And account_reset happens in A with:
        | who    | the strategist |
        | reason | it is done     |
      When the law decides
      Then STATE-M24 decides for account A
      And the state of account A is ordering

    @STATE-M22
    Scenario Outline: A reconciliation is due in <state>
      Given so far the state of account A is <state>
      And reconciliation_due happens in A
      When the law decides
      Then STATE-M22 <decides> for account A
      And STATE-M1 does not decide for account A
      And STATE-M3 does not decide for account A
      And STATE-M4 does not decide for account A
      And STATE-M6 does not decide for account A
      And STATE-M8 does not decide for account A
      And STATE-M9 does not decide for account A
      And the state of account A is <then>

      Examples:
        | state       | decides         | then        |
        | safe        | decides         | audit       |
        | scanning    | decides         | audit       |
        | analyzing   | decides         | audit       |
        | ordering    | decides         | audit       |
        | monitoring  | decides         | audit       |
        | closing     | decides         | audit       |
        | reconciling | decides         | audit       |
        | emergency   | does not decide | emergency   |
        | maintenance | does not decide | maintenance |

    @STATE-M22
    Scenario: The ledger differs from the broker's
      Given so far the state of account A is monitoring
      And account A is not in line with the broker
      When the law decides
      Then STATE-M22 decides for account A
      And the state of account A is audit

    @STATE-M25 @R-14
    Scenario Outline: A reconciliation in AUDIT: clean: <clean>, in line with the broker: <equal>
      Given so far the state of account A is audit
      And the in line with the broker of account A is <equal>
      And reconciled happens in A with:
        | clean | <clean> |
      And the session is not open
      When the law decides
      Then STATE-M25 <decides> for account A
      And the state of account A is <then>

      Examples:
        | clean | equal   | decides         | then  |
        | yes   | yes     | decides         | safe  |
        | no    | yes     | does not decide | audit |
        | yes   | no      | does not decide | audit |
        | yes   | unknown | does not decide | audit |

    @STATE-M25
    Scenario: Without a reconciliation AUDIT goes on, though the books are equal
      Given so far the state of account A is audit
      When the law decides
      Then STATE-M25 does not decide for account A
      And the state of account A is audit

  Rule: What the states let out

    Background:
      Given the facts of "facts/state.yaml"

    @STATE-05 @R-19
    Scenario: What could be opened waits while the account is not in ORDERING
      Given the system is not snapshot loaded
      When the law decides
      Then it is forbidden to open a cash-secured put on SPY-684-PUT in A gen only because of STATE-05
      And STATE-05 decides for account A

    @STATE-05
    Scenario: An order of somebody else waits too
      Given these orders:
        | order | sleeve | contract    | origin   | side  | opens | urgent | quantity | filled | limit |
        | O-1   | A gen  | SPY-684-PUT | external | short | yes   | no     | 10       | 0      | $2.70 |
      And the system is not snapshot loaded
      When the law decides
      Then it is forbidden to accept an external order O-1 only because of STATE-05

    @STATE-05
    Scenario: In ORDERING it goes out
      When the law decides
      Then STATE-05 does not decide for account A
      And it is permitted to open a cash-secured put on SPY-684-PUT in A gen

    @STATE-06
    Scenario Outline: In <state> no slice that adds risk is sent, and no capital leaves
      Given these orders:
        | order | sleeve | contract    | origin | side  | opens | urgent | quantity | filled |
        | O-1   | A gen  | SPY-684-PUT | law    | short | yes   | no     | 10       | 0      |
        | O-2   | A gen  | SPY-684-PUT | law    | long  | no    | no     | 10       | 0      |
      And the session <open>
      And so far the state of account A is <state>
      When the law decides
      Then it is <slice> to send a slice of O-1
      And it is permitted to send an exit slice of O-2
      And STATE-06 <decides> for account A

      Examples:
        | state     | open        | slice     | decides         |
        | safe      | is not open | forbidden | decides         |
        | analyzing | is open     | permitted | does not decide |

    @STATE-06
    Scenario Outline: <state> is active
      Given these exposures:
        | exposure | sleeve | contract    | side  | quantity | source |
        | E-1      | A gen  | SPY-684-PUT | short | 1        | held   |
      And these orders:
        | order | sleeve | contract    | origin | side  | opens | urgent | quantity | filled |
        | O-1   | A gen  | SPY-684-PUT | law    | short | yes   | no     | 10       | 0      |
      And so far the state of account A is <state>
      And the VIX is <VIX>
      And the ledger current of the system is no
      And it is <time>
      When the law decides
      Then the state of account A is <state>
      And STATE-06 does not decide for account A

      Examples:
        | state       | VIX     | time  |
        | scanning    | unknown | 10:00 |
        | ordering    | 19      | 10:00 |
        | monitoring  | 19      | 11:30 |
        | closing     | 19      | 11:30 |
        | reconciling | 19      | 11:30 |

    @STATE-06
    Scenario: ANALYZING is active
      Given so far the state of account A is analyzing
      And the delta of the feed of SPY-684-PUT is 0.4501
      And these orders:
        | order | sleeve | contract    | origin | side  | opens | urgent | quantity | filled |
        | O-1   | A gen  | SPY-684-PUT | law    | short | yes   | no     | 10       | 0      |
      When the law decides
      Then the state of account A is analyzing
      And STATE-06 does not decide for account A

    @STATE-06
    Scenario: In SAFE no capital leaves by a fork
      Given the session is not open
      When the law decides
      Then it is forbidden to fork a mini ALL-USE of A gen because of STATE-06
      And it is forbidden to fork a full ALL-USE of A rev because of STATE-06

    @STATE-07
    Scenario: In SAFE the side states stop nothing
      Given the session is not open
      When the law decides
      Then STATE-07 does not decide for account A

  Rule: On other mornings

    @STATE-02 @STATE-M4
    Scenario: A covered call is an opportunity
      Given the facts of "facts/monday.yaml"
      And there are no purchases of A com
      When the law decides
      Then it is permitted to write a covered call on MSFT-395-CALL in A com
      And the state of account A is ordering

    @STATE-02 @STATE-M4
    Scenario: Shares that Com may buy are an opportunity
      Given the facts of "facts/monday.yaml"
      And there are no contracts of MSFT
      And there are no contracts of AAPL
      When the law decides
      Then it is permitted to buy shares of NVDA in A com
      And the state of account A is ordering

    @STATE-M6
    Scenario: Calls on assigned shares are written outside the windows too
      Given the facts of "facts/pivot.yaml"
      And these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A rev  | NVDA       | 100    | yes      |
      And these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A rev  | NVDA-185-PUT | short | 1        | held   |
      And it is 13:00
      And so far the state of account A is monitoring
      When the law decides
      Then STATE-M6 decides for account A
      And the state of account A is ordering

    @STATE-05
    Scenario: Calls and shares wait too
      Given the facts of "facts/monday.yaml"
      And the system is not snapshot loaded
      When the law decides
      Then it is forbidden to write a covered call on MSFT-395-CALL in A com only because of STATE-05
      And it is forbidden to buy shares of NVDA in A com only because of STATE-05

    @STATE-07 @R-23
    Scenario Outline: In <state> nothing that adds risk is done; what reduces it stays allowed
      Given the facts of "facts/monday.yaml"
      And these contracts:
        | contract     | expiry   | right | strike | expires on |
        | NVDA-185-PUT | NVDA-FRI | put   | $185   | 2026-04-17 |
      And these positions:
        | position | sleeve | contract       | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A com  | MSFT-395-CALL  | short | 1        | $1.00           | 2026-04-10 | no           |
        | P-2      | A rev  | NVDA-185-PUT   | short | 1        | $1.00           | 2026-04-10 | no           |
      And these orders:
        | order | sleeve | contract      | origin   | side  | opens | urgent | quantity | filled | limit |
        | O-1   | A com  | MSFT-395-CALL | external | short | yes   | no     | 1        | 0      | $1.47 |
        | O-2   | A com  | MSFT-395-CALL | law      | long  | no    | no     | 1        | 0      |       |
      And so far the state of account A is <state>
      When the law decides
      Then the state of account A is <state>
      And it is forbidden to write a covered call on MSFT-400-CALL in A com because of STATE-07
      And it is forbidden to buy shares of NVDA in A com because of STATE-07
      And it is forbidden to accept an external order O-1 because of STATE-07
      And it is forbidden to send a slice of O-1 because of STATE-07
      And it is forbidden to fork a mini ALL-USE of A gen because of STATE-07
      And it is forbidden to roll P-2 because of STATE-07
      And it is permitted to close P-1
      And it is permitted to send an exit slice of O-2
      And it is permitted to withdraw order O-1
      And STATE-07 decides for account A

      Examples:
        | state       |
        | emergency   |
        | maintenance |
        | audit       |

    @STATE-11 @R-91
    Scenario Outline: In <state> an order that adds risk is <proposed> to be withdrawn; one that reduces it is not
      Given the facts of "facts/halt.yaml"
      And so far the state of account A is <state>
      When the law decides
      Then the state of account A is <state>
      And it is <proposed> to withdraw order O-2
      And it is <proposed> to withdraw order O-5
      And it is not proposed to withdraw order O-4
      And STATE-11 <decides> for order O-2
      And STATE-11 does not decide for order O-4

      Examples:
        | state       | proposed     | decides         |
        | emergency   | proposed     | decides         |
        | maintenance | not proposed | does not decide |
        | audit       | not proposed | does not decide |
        | ordering    | not proposed | does not decide |

    @STATE-11
    Scenario Outline: In EMERGENCY an order that is <status> is <proposed> to be withdrawn
      Given the facts of "facts/halt.yaml"
      And so far the state of account A is emergency
      And so far the status of order O-3 is <status>
      When the law decides
      Then it is <proposed> to withdraw order O-3

      Examples:
        | status    | proposed     |
        | waiting   | proposed     |
        | filled    | not proposed |
        | given up  | not proposed |
        | cancelled | not proposed |

    @STATE-11
    Scenario: In EMERGENCY an order is withdrawn of which nobody knows whether the broker has it
      Given the facts of "facts/halt.yaml"
      And so far the state of account A is emergency
      And the acknowledged of S-5 is no
      And the known to the broker of S-5 is unknown
      And it is 10:00:10
      When the law decides
      Then the status of order O-5 is in doubt
      And it is proposed to withdraw order O-5

    @STATE-11
    Scenario: An order is withdrawn once, and again only where the broker refuses
      Given the facts of "facts/halt.yaml"
      And so far the state of account A is emergency
      When the law decides
      Then it is proposed to withdraw order O-2
      Given cancel_order.sent happens in order O-2
      And it is 10:00:05
      When the law decides
      Then it is not proposed to withdraw order O-2
      Given cancel_order.rejected happens in order O-2
      And it is 10:00:10
      When the law decides
      Then it is proposed to withdraw order O-2

    @STATE-02
    Scenario: Shares that Com may not buy today are no opportunity
      Given the facts of "facts/monday.yaml"
      And it is Tuesday 14 April 2026 at 10:00
      When the law decides
      Then account A is not able to open something
      And the state of account A is analyzing

    @STATE-02 @STATE-05 @STATE-07
    Scenario: In EMERGENCY calls would be an opportunity still
      Given the facts of "facts/monday.yaml"
      And there are no purchases of A com
      And so far the state of account A is emergency
      When the law decides
      Then account A is able to open something
      And it is forbidden to write a covered call on MSFT-395-CALL in A com only because of STATE-05 and STATE-07

    @STATE-02 @STATE-05 @STATE-07
    Scenario: In EMERGENCY shares would be an opportunity still
      Given the facts of "facts/monday.yaml"
      And there are no contracts of MSFT
      And there are no contracts of AAPL
      And so far the state of account A is emergency
      When the law decides
      Then account A is able to open something
      And it is forbidden to buy shares of NVDA in A com only because of STATE-05 and STATE-07

    @STATE-02 @STATE-05 @STATE-07
    Scenario: In EMERGENCY an order of somebody else would be an opportunity still
      Given the facts of "facts/state.yaml"
      And it is 11:00:01
      And these orders:
        | order | sleeve | contract    | origin   | side  | opens | urgent | quantity | filled | limit |
        | O-1   | A gen  | SPY-684-PUT | external | short | yes   | no     | 10       | 0      | $2.70 |
      And so far the state of account A is emergency
      When the law decides
      Then account A is able to open something
      And it is forbidden to accept an external order O-1 only because of STATE-05 and STATE-07
