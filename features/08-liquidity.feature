Feature: §8 Liquidity and data: what a contract must offer, how old a quote may be

  Background:
    Given the facts of "facts/wednesday-capital.yaml"

  Rule: A contract must be liquid

    @LIQUID-01
    Scenario Outline: An open interest of <open interest> is <verdict>
      Given the open interest of NVDA-195-PUT is <open interest>
      When the law decides
      Then it is <verdict> to open a cash-secured put on NVDA-195-PUT in A rev
      And LIQUID-01 <decides> for NVDA-195-PUT

      Examples: at least 500
        | open interest | verdict   | decides         |
        | 499           | forbidden | decides         |
        | 500           | permitted | does not decide |
        | unknown       | forbidden | decides         |

    @LIQUID-02
    Scenario Outline: A volume of <volume> is <verdict>
      Given the volume of NVDA-195-PUT is <volume>
      When the law decides
      Then it is <verdict> to open a cash-secured put on NVDA-195-PUT in A rev
      And LIQUID-02 <decides> for NVDA-195-PUT

      Examples: at least 100 in the last session
        | volume  | verdict   | decides         |
        | 99      | forbidden | decides         |
        | 100     | permitted | does not decide |
        | unknown | forbidden | decides         |

    @LIQUID-03 @LIQUID-04
    Scenario Outline: Bid <bid>, ask <ask>
      Given the bid of NVDA-195-PUT is <bid>
      And the ask of NVDA-195-PUT is <ask>
      When the law decides
      Then the spread of NVDA-195-PUT is <spread>
      And it is <verdict> to open a cash-secured put on NVDA-195-PUT in A rev
      And LIQUID-04 <decides> for NVDA-195-PUT

      Examples: at most 5% of mid
        | bid   | ask   | spread       | verdict   | decides         |
        | $1.95 | $2.05 | 5%           | permitted | does not decide |
        | $1.95 | $2.06 | about 5.486% | forbidden | decides         |
        | $0.00 | $0.04 | 200%         | forbidden | decides         |

    @LIQUID-03
    Scenario: Without a bid there is no spread, and no entry
      Given the bid of NVDA-195-PUT is unknown
      When the law decides
      Then the spread of NVDA-195-PUT is unknown
      And it is forbidden to open a cash-secured put on NVDA-195-PUT in A rev because of LIQUID-04

    @LIQUID-05
    Scenario Outline: Three contracts against an average volume of <average>
      Given the average daily volume of NVDA-195-PUT is <average>
      When the law decides
      Then it is <intended> to open a cash-secured put on NVDA-195-PUT in A rev
      And LIQUID-05 <decides> for NVDA-195-PUT

      Examples: at most a tenth, else the whole order is rejected
        | average | intended     | decides         |
        | 30      | intended     | does not decide |
        | 29      | not intended | decides         |
        | unknown | not intended | decides         |

    @LIQUID-06
    Scenario Outline: <reason>
      Given NVDA <has chain>
      When the law decides
      Then it is <verdict> to open a cash-secured put on NVDA-195-PUT in A rev
      And LIQUID-06 <decides> for NVDA

      Examples:
        | reason           | has chain        | verdict   | decides         |
        | There is a chain | has a chain      | permitted | does not decide |
        | No chain, skip   | has not a chain  | forbidden | decides         |

  Rule: Old quotes watch, and never open

    @DATA-01 @DATA-02
    Scenario Outline: A quote that is <age> seconds old
      Given the bid of NVDA-195-PUT is $1.44, <age> seconds old
      And the ask of NVDA-195-PUT is $1.47, <age> seconds old
      When the law decides
      Then the bid watched of NVDA-195-PUT is <bid>
      And the ask watched of NVDA-195-PUT is <ask>
      And it is <verdict> to open a cash-secured put on NVDA-195-PUT in A rev

      Examples: fresh for 30 seconds, usable with a buffer of 1% for 300
        | age | bid     | ask     | verdict   |
        | 30  | $1.44   | $1.47   | permitted |
        | 31  | $1.4256 | $1.4847 | forbidden |
        | 300 | $1.4256 | $1.4847 | forbidden |
        | 301 | unknown | unknown | forbidden |

    @DATA-03
    Scenario: The broker answers
      When the law decides
      Then it is permitted to open a cash-secured put on NVDA-195-PUT in A rev
      And DATA-03 does not decide for account A

    @DATA-03
    Scenario: The broker does not answer
      Given the broker is not up
      When the law decides
      Then it is forbidden to open a cash-secured put on NVDA-195-PUT in A rev only because of DATA-03

    @DATA-03
    Scenario: Nobody knows whether the broker answers
      Given the is up of the broker is unknown
      When the law decides
      Then it is forbidden to open a cash-secured put on NVDA-195-PUT in A rev only because of DATA-03
