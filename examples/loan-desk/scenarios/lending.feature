Feature: §3 Lending

  Background:
    Given the facts of "../facts/thursday.yaml"

  Rule: The desk lends what is affordable and what it has an offer for

    @LEND-01
    Scenario: An affordable car is lent on
      When the law decides
      Then it is permitted to lend on application 1002 only because of LEND-01
      And LEND-01 decides for application 1002

    @LEND-01
    Scenario: A poor score is not lent on, and the record says why
      When the law decides
      Then it is not permitted to lend on application 1003 because of LEND-01
      And the nearest miss to lend on application 1003 says "$5,000 above $0"
      And LEND-01 does not decide for application 1003

    @LEND-01
    Scenario: Nothing is lent after hours
      Given it is 16:31
      When the law decides
      Then it is not permitted to lend on application 1002 because of LEND-01

    @LEND-01 @OFFER-01
    Scenario Outline: A car of $18,000 over <duration>, and no product runs longer than 60
      Given the duration of application 1002 is <duration>
      When the law decides
      Then application 1002 is affordable
      And the best offer of application 1002 is <offer>
      And it is <verdict> to lend on application 1002 only because of LEND-01

      Examples:
        | duration  | offer | verdict       |
        | 60 months | car-5 | permitted     |
        | 61 months | none  | not permitted |

  Rule: All loans of a customer together stay below a ceiling, unless somebody guarantees

    @LEND-02
    Scenario Outline: A debt of <debt> and $18,000 more against an income of $60,000
      Given these loans:
        | loan | customer | balance |
        | L-1  | C-2      | <debt>  |
      When the law decides
      Then it is <verdict> to lend on application 1002 because of <rule>

      Examples:
        | debt        | verdict   | rule    |
        | $102,000    | permitted | LEND-01 |
        | $102,000.01 | forbidden | LEND-02 |

    @LEND-02
    Scenario: Without debts the ceiling is far away
      When the law decides
      Then LEND-02 does not decide

    @LEND-02
    Scenario: Nobody lends on an income that is not known
      Given the income of customer C-2 is unknown
      When the law decides
      Then it is forbidden to lend on application 1002 because of LEND-02

    @LEND-03
    Scenario: A guarantor lifts the ceiling
      Given the balance of loan L-1 is $102,000.01
      And application 1002 is guaranteed
      When the law decides
      Then it is permitted to lend on application 1002 because of LEND-01 and LEND-03
      And LEND-03 decides for application 1002

    @LEND-03
    Scenario Outline: A guarantor changes nothing <when>
      Given application 1002 is guaranteed
      And it is <time>
      And the duration of application 1002 is <duration>
      When the law decides
      Then it is not permitted to lend on application 1002 only because of LEND-01 and LEND-03
      And LEND-03 does not decide for application 1002

      Examples:
        | when                                   | time  | duration  |
        | after hours                            | 16:31 | 24 months |
        | where nothing is offered for 61 months | 16:30 | 61 months |

    @LEND-03
    Scenario: A guarantor does not make a loan affordable
      Given application 1002 is guaranteed
      And the amount of application 1002 is $18,000.01
      When the law decides
      Then it is not permitted to lend on application 1002 only because of LEND-01 and LEND-03

    @LEND-02
    Scenario: A waiver suspends the ceiling for one branch
      Given the balance of loan L-1 is $102,000.01
      And a waiver suspends LEND-02 for branch North
      When the law decides
      Then it is permitted to lend on application 1002

    @LEND-02
    Scenario: A waiver for another branch suspends nothing here
      Given the balance of loan L-1 is $102,000.01
      And a waiver suspends LEND-02 for branch South
      When the law decides
      Then it is forbidden to lend on application 1002 only because of LEND-02

  Rule: No home loan below the reference rate

    @LEND-04
    Scenario Outline: The home loan costs 4.80%, the reference rate is <rate>
      Given the reference rate is <rate>
      When the law decides
      Then it is <verdict> to lend on application 2001
      And LEND-04 <does> for application 2001

      Examples:
        | rate  | verdict   | does            |
        | 4.80% | permitted | does not decide |
        | 4.81% | forbidden | decides         |

    @LEND-04
    Scenario: A home for which nothing is offered has no rate that could be too low
      Given the duration of application 2001 is 241 months
      When the law decides
      Then the best offer of application 2001 is none
      And LEND-04 does not decide for application 2001
      And it is not permitted to lend on application 2001 only because of LEND-01

    @LEND-04
    Scenario Outline: A reference rate <age> old
      Given the reference rate is <age> old
      When the law decides
      Then it is <verdict> to lend on application 2001

      Examples:
        | age          | verdict   |
        | 3600 seconds | permitted |
        | 3601 seconds | forbidden |

    @LEND-04
    Scenario: A rate that is too old is not known
      Given the reference rate is 4.50%, 2 hours old
      When the law decides
      Then the reference rate is unknown
      And it is forbidden to lend on application 2001 only because of LEND-04

  Rule: A large loan needs more than the desk

    @LEND-05
    Scenario: A quarter of a million is lent
      Given the amount of application 2001 is $250,000
      When the law decides
      Then it is intended to lend on application 2001 with:
        | amount   | $250,000 |
        | quantity | 1 loan   |
      And LEND-05 does not decide for application 2001

    @LEND-05
    Scenario: One cent more is permitted, and not paid out
      Given the amount of application 2001 is $250,000.01
      When the law decides
      Then it is permitted to lend on application 2001
      And it is not intended to lend on application 2001 because of LEND-05
      And LEND-05 decides for application 2001
