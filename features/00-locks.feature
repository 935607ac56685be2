Feature: §0 and §9 Halts: margin, kill switch, locks and the states of the account, and what each of them stops
  One of each thing that can be done is at hand. A halt stops what adds risk; leaving, preparing and cancelling stay allowed.

  Rule: Nothing halts

    Background:
      Given the facts of "facts/halt.yaml"

    @KILL-03 @LOCK-01 @LOCK-05 @MARGIN-06 @MARGIN-07 @STATE-06 @STATE-07 @PIVOT-07
    Scenario: What no halt stops
      When the law decides
      Then the state of account A is ordering
      And it is permitted to write a covered call on NVDA-197-CALL in A com
      And it is permitted to buy shares of NVDA in A com
      And it is permitted to accept an external order O-1
      And it is permitted to send a slice of O-2
      And it is permitted to replace S-5
      And KILL-03 does not decide for account A
      And LOCK-01 does not decide for account A
      And LOCK-05 does not decide for order O-2
      And MARGIN-06 does not decide for account A
      And MARGIN-07 does not decide for account A
      And STATE-06 does not decide for account A
      And STATE-07 does not decide for account A

  Rule: What each halt stops

    Background:
      Given the facts of "facts/halt.yaml"

    @KILL-03 @LOCK-01
    Scenario Outline: The kill switch is pressed: <act>
      Given kill_pressed happens in A with:
        | who    | the strategist |
        | reason | I see no sense |
      When the law decides
      Then it is <verdict> to <act> because of <rule>

      Examples:
        | act                                                    | verdict   | rule     |
        | open a cash-secured put on NVDA-185-PUT in A rev       | forbidden | KILL-03  |
        | write a covered call on NVDA-197-CALL in A com         | forbidden | KILL-03  |
        | buy shares of NVDA in A com                            | forbidden | KILL-03  |
        | buy a LEAP on NVDA-250-LEAP in A com                   | forbidden | KILL-03  |
        | roll a LEAP P-LEAP                                     | forbidden | KILL-03  |
        | buy a hedge on SPX-5780-PUT in A rev                   | forbidden | KILL-03  |
        | roll P-PUT                                             | forbidden | KILL-03  |
        | accept an external order O-1                           | forbidden | KILL-03  |
        | fork a mini ALL-USE of A gen                           | forbidden | KILL-03  |
        | fork a full ALL-USE of A rev                           | forbidden | KILL-03  |
        | send a slice of O-2                                    | forbidden | KILL-03  |
        | send a slice of O-3                                    | forbidden | KILL-03  |
        | send an exit slice of O-4                              | permitted | ORDER-09 |
        | close P-PUT                                            | permitted | LEVEL-09 |
        | withdraw order O-2                                     | permitted | SLICE-07 |

    @LOCK-01 @LOCK-05
    Scenario Outline: The account is locked by the breaker: <act>
      Given so far account A is locked by the breaker
      When the law decides
      Then it is forbidden to <act> because of <rule>

      Examples:
        | act                                                    | rule    |
        | open a cash-secured put on NVDA-185-PUT in A rev       | LOCK-01 |
        | write a covered call on NVDA-197-CALL in A com         | LOCK-01 |
        | buy shares of NVDA in A com                            | LOCK-01 |
        | buy a LEAP on NVDA-250-LEAP in A com                   | LOCK-01 |
        | roll a LEAP P-LEAP                                     | LOCK-01 |
        | accept an external order O-1                           | LOCK-01 |
        | fork a mini ALL-USE of A gen                           | LOCK-01 |
        | fork a full ALL-USE of A rev                           | LOCK-01 |
        | send a slice of O-2                                    | LOCK-05 |

    @LOCK-01 @LOCK-05 @R-91
    Scenario: A lock stops neither a hedge nor a price that follows the market
      Given so far account A is locked by the breaker
      When the law decides
      Then LOCK-01 decides for account A
      And LOCK-05 decides for order O-2
      And LOCK-05 does not decide for order O-3
      And LOCK-05 does not decide for order O-4
      And it is permitted to replace S-5
      And it is permitted to send an exit slice of O-4

    @MARGIN-06 @MARGIN-07 @R-19 @R-28
    Scenario Outline: More than 60% of margin is used: <act>
      Given these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-MORE   | A rev  | NVDA-185-PUT | short | 200      | held   |
      When the law decides
      Then it is <verdict> to <act> because of <rule>

      Examples:
        | act                                                    | verdict   | rule      |
        | open a cash-secured put on NVDA-185-PUT in A rev       | forbidden | MARGIN-06 |
        | write a covered call on NVDA-197-CALL in A com         | forbidden | MARGIN-06 |
        | buy shares of NVDA in A com                            | forbidden | MARGIN-06 |
        | buy a LEAP on NVDA-250-LEAP in A com                   | forbidden | MARGIN-06 |
        | roll a LEAP P-LEAP                                     | forbidden | MARGIN-06 |
        | buy a hedge on SPX-5780-PUT in A rev                   | forbidden | MARGIN-06 |
        | roll P-PUT                                             | forbidden | MARGIN-07 |
        | accept an external order O-1                           | forbidden | MARGIN-06 |
        | fork a mini ALL-USE of A gen                           | forbidden | MARGIN-06 |
        | fork a full ALL-USE of A rev                           | forbidden | MARGIN-06 |
        | send a slice of O-2                                    | forbidden | MARGIN-06 |
        | send an exit slice of O-4                              | permitted | ORDER-09  |
        | close P-PUT                                            | permitted | LEVEL-09  |

    @MARGIN-06 @MARGIN-07 @R-91
    Scenario Outline: <what> is unknown: a margin that nobody knows stops everything new, but no roll
      Given these exposures:
        | exposure | sleeve | contract     | side  | quantity | source  |
        | E-MORE   | A rev  | NVDA-180-PUT | short | 1        | working |
      And <what> is unknown
      When the law decides
      Then MARGIN-06 decides for account A
      And MARGIN-07 does not decide for account A
      And it is forbidden to buy a hedge on SPX-5780-PUT in A rev because of MARGIN-06

      Examples:
        | what                    |
        | the bid of NVDA-185-PUT |
        | the bid of NVDA-180-PUT |
        | the cash of A com       |

    @MARGIN-06 @MARGIN-07 @R-28
    Scenario Outline: $729,030 of margin are used, and Com has <cash> of cash
      Given these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-MORE   | A rev  | NVDA-185-PUT | short | 200      | held   |
      And the cash of A com is <cash>
      When the law decides
      Then the margin in use of account A is $729,030
      And MARGIN-06 <decides> for account A
      And MARGIN-07 <decides> for account A

      Examples: 60% of $1,215,050
        | cash        | decides         |
        | $495,860    | does not decide |
        | $495,859.99 | decides         |

    @STATE-06
    Scenario Outline: The account is in SAFE: <act>
      Given the system is not snapshot loaded
      When the law decides
      Then the state of account A is safe
      And it is forbidden to <act> because of <rule>

      Examples:
        | act                                                    | rule     |
        | write a covered call on NVDA-197-CALL in A com         | STATE-05 |
        | buy shares of NVDA in A com                            | STATE-05 |
        | accept an external order O-1                           | STATE-05 |
        | open a cash-secured put on NVDA-185-PUT in A rev       | STATE-05 |
        | buy a LEAP on NVDA-250-LEAP in A com                   | STATE-06 |
        | roll a LEAP P-LEAP                                     | STATE-06 |
        | fork a mini ALL-USE of A gen                           | STATE-06 |
        | fork a full ALL-USE of A rev                           | STATE-06 |
        | send a slice of O-2                                    | STATE-06 |

    @STATE-07
    Scenario Outline: The account is in EMERGENCY: <act>
      Given so far the state of account A is emergency
      When the law decides
      Then it is <verdict> to <act> because of <rule>

      Examples:
        | act                                                    | verdict   | rule     |
        | open a cash-secured put on NVDA-185-PUT in A rev       | forbidden | STATE-07 |
        | write a covered call on NVDA-197-CALL in A com         | forbidden | STATE-07 |
        | buy shares of NVDA in A com                            | forbidden | STATE-07 |
        | buy a LEAP on NVDA-250-LEAP in A com                   | forbidden | STATE-07 |
        | roll a LEAP P-LEAP                                     | forbidden | STATE-07 |
        | buy a hedge on SPX-5780-PUT in A rev                   | forbidden | STATE-07 |
        | roll P-PUT                                             | forbidden | STATE-07 |
        | accept an external order O-1                           | forbidden | STATE-07 |
        | fork a mini ALL-USE of A gen                           | forbidden | STATE-07 |
        | fork a full ALL-USE of A rev                           | forbidden | STATE-07 |
        | send a slice of O-2                                    | forbidden | STATE-07 |
        | send an exit slice of O-4                              | permitted | ORDER-09 |
        | close P-PUT                                            | permitted | LEVEL-09 |
        | withdraw order O-2                                     | permitted | SLICE-07 |

    @PIVOT-07
    Scenario Outline: Com and Rev have pivoted: <act>
      Given so far sleeve A com is pivoted
      And so far sleeve A rev is pivoted
      And the cash of A com is $230,000
      And the cash of A rev is $250,000
      When the law decides
      Then it is <verdict> to <act> because of <rule>

      Examples: covered calls only
        | act                                                    | verdict   | rule         |
        | open a cash-secured put on NVDA-185-PUT in A rev       | forbidden | PIVOT-07     |
        | buy shares of NVDA in A com                            | forbidden | PIVOT-07     |
        | buy a LEAP on NVDA-250-LEAP in A com                   | forbidden | PIVOT-07     |
        | roll a LEAP P-LEAP                                     | forbidden | PIVOT-07     |
        | accept an external order O-1                           | forbidden | PIVOT-07     |
        | write a covered call on NVDA-197-CALL in A com         | permitted | COM-ENTRY-01 |

  Rule: The kill switch pauses an account, cancels its live orders and sends it to SAFE

    Background:
      Given the facts of "facts/halt.yaml"

    @KILL-01 @KILL-02 @KILL-03 @KILL-04 @KILL-05 @STATE-M11
    Scenario: It is pressed
      Given so far the state of account A is ordering
      And kill_pressed happens in A with:
        | who    | the strategist |
        | reason | I see no sense |
      When the law decides
      Then account A is stopped by the kill switch
      And KILL-01 decides for account A
      And KILL-03 decides for account A
      And the lock of account A is kill switch
      And the state of account A is safe
      And it is intended to withdraw order O-2
      And it is intended to withdraw order O-4
      And it is intended to withdraw order O-5
      And KILL-02 decides for order O-2
      And KILL-05 decides for order O-4
      And KILL-04 decides for order O-4
      And it is not intended to send an exit slice of O-4
      And it is not intended to send a slice of O-2

    @KILL-01 @KILL-02 @KILL-03 @KILL-04 @KILL-05
    Scenario: It is not pressed
      When the law decides
      Then account A is not stopped by the kill switch
      And KILL-01 does not decide for account A
      And KILL-02 does not decide for order O-2
      And KILL-05 does not decide for order O-4
      And KILL-04 does not decide for order O-2
      And it is not proposed to withdraw order O-2
      And it is intended to send a slice of O-2
      And it is intended to send an exit slice of O-4

    @KILL-02
    Scenario Outline: Pressed, an order that is <status> is <proposed> to be withdrawn
      Given so far account A is stopped by the kill switch
      And so far the status of order O-2 is <status>
      When the law decides
      Then it is <proposed> to withdraw order O-2

      Examples:
        | status    | proposed     |
        | waiting   | proposed     |
        | filled    | not proposed |
        | given up  | not proposed |
        | cancelled | not proposed |

    @KILL-02
    Scenario Outline: Pressed, an order is withdrawn whose slice <what>
      Given so far account A is stopped by the kill switch
      And the acknowledged of S-5 is <acknowledged>
      And the known to the broker of S-5 is unknown
      And it is 10:00:10
      When the law decides
      Then the status of order O-5 is <status>
      And it is proposed to withdraw order O-5

      Examples:
        | what                | acknowledged | status   |
        | is at the broker    | yes          | working  |
        | nobody knows about  | no           | in doubt |

    @KILL-02 @KILL-05
    Scenario: An exit that comes after it was pressed is sent
      Given so far account A is stopped by the kill switch
      When the law decides
      Then order O-4 is not live when the kill switch was pressed
      And KILL-05 does not decide for order O-4
      And it is not proposed to withdraw order O-4
      And it is intended to send an exit slice of O-4
      And it is proposed to withdraw order O-2

    @KILL-02 @KILL-05
    Scenario Outline: An exit that was live when it was pressed, and is <status>, is <proposed> to be withdrawn
      Given so far order O-4 is live when the kill switch was pressed
      And so far the status of order O-4 is <status>
      When the law decides
      Then order O-4 is live when the kill switch was pressed
      And it is <proposed> to withdraw order O-4

      Examples:
        | status    | proposed     |
        | waiting   | proposed     |
        | cancelled | not proposed |

    @KILL-05
    Scenario Outline: It is pressed while a slice of an order <what>
      Given the acknowledged of S-5 is <acknowledged>
      And the known to the broker of S-5 is unknown
      And it is 10:00:10
      And kill_pressed happens in A with:
        | who    | the strategist |
        | reason | I see no sense |
      When the law decides
      Then the status of order O-5 is <status>
      And order O-5 is live when the kill switch was pressed

      Examples:
        | what               | acknowledged | status   |
        | is at the broker   | yes          | working  |
        | nobody knows about | no           | in doubt |

    @KILL-05
    Scenario: An exit that is over when it is pressed is left as it is
      Given so far the status of order O-4 is given up
      And kill_pressed happens in A with:
        | who    | the strategist |
        | reason | I see no sense |
      When the law decides
      Then order O-4 is not live when the kill switch was pressed
      And KILL-05 does not decide for order O-4
      And it is not proposed to withdraw order O-4

    @KILL-02
    Scenario: An order is withdrawn once, and again only where the broker refuses
      Given so far account A is stopped by the kill switch
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

    @KILL-01
    Scenario Outline: Stopped, then <event>
      Given so far account A is stopped by the kill switch
      And the VIX is 60
      And <event> happens in <in> with:
        | who    | the strategist |
        | reason | as we agreed   |
      When the law decides
      Then account A <is> stopped by the kill switch
      And KILL-01 <decides> for account A

      Examples:
        | event         | in    | is     | decides         |
        | account_reset | A     | is not | decides         |
        | sleeve_reset  | A gen | is     | does not decide |
        | kill_pressed  | A     | is     | does not decide |

    @KILL-01
    Scenario: Pressed and reset at once, it stops
      Given kill_pressed happens in A with:
        | who    | the strategist |
        | reason | I see no sense |
      And account_reset happens in A with:
        | who    | somebody else |
        | reason | I do          |
      When the law decides
      Then account A is stopped by the kill switch

    @KILL-01
    Scenario: It stops one account, not the other
      Given these accounts:
        | account | user  | kind | opened on  | stress test | matches broker |
        | B       | owner | full | 2026-01-05 | no          | yes            |
      And kill_pressed happens in B with:
        | who    | the strategist |
        | reason | I see no sense |
      When the law decides
      Then account B is stopped by the kill switch
      And account A is not stopped by the kill switch

  Rule: Above 65 the account locks, until an operator resets it at 50 or below

    Background:
      Given the facts of "facts/state.yaml"

    @LOCK-02 @LOCK-03 @LOCK-04 @R-36
    Scenario Outline: The VIX is at <VIX>
      Given the VIX is <VIX>
      When the law decides
      Then account A <is> locked by the breaker
      And account A <is> locked
      And the lock of account A is <lock>
      And LOCK-02 <decides> for account A
      And the state of account A is <state>

      Examples:
        | VIX     | is     | lock    | decides         | state     |
        | 65      | is not | idle    | does not decide | ordering  |
        | 65.01   | is     | breaker | decides         | safe      |
        | 80      | is     | breaker | decides         | safe      |
        | unknown | is not | idle    | does not decide | scanning  |

    @LOCK-03
    Scenario: Stopped by the kill switch and locked by the breaker, the person's reason is told
      Given so far account A is stopped by the kill switch
      And the VIX is 66
      When the law decides
      Then account A is locked by the breaker
      And the lock of account A is kill switch

    @LOCK-02 @R-13
    Scenario: A fall of the VIX does not unlock
      Given so far account A is locked by the breaker
      And the VIX is 20
      When the law decides
      Then account A is locked by the breaker
      And the state of account A is safe

    @LOCK-02 @R-36
    Scenario Outline: An operator resets at a VIX of <VIX>
      Given so far account A is locked by the breaker
      And the VIX is <VIX>
      And account_reset happens in A with:
        | who    | the strategist |
        | reason | it is over     |
      When the law decides
      Then account A <is> locked by the breaker
      And LOCK-02 <decides> for account A
      And the state of account A is <state>

      Examples:
        | VIX     | is     | decides         | state    |
        | 50      | is not | decides         | ordering |
        | 50.01   | is     | does not decide | safe     |
        | unknown | is     | does not decide | safe     |
