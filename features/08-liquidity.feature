Feature: §8 Liquidity and data: what a contract must offer, how old a quote may be

  Rule: A contract must be liquid

    Background:
      Given the facts of "facts/wednesday-capital.yaml"

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

    Background:
      Given the facts of "facts/wednesday-capital.yaml"

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

  Rule: A whole order above a tenth of the average daily volume is rejected, and that is recorded

    Background:
      Given the facts of "facts/wednesday-capital.yaml"

    @LIQUID-05
    Scenario: The acceptance case: three contracts are more than a tenth of 29
      Given the average daily volume of NVDA-195-PUT is 29
      When the law decides
      Then it is permitted to open a cash-secured put on NVDA-195-PUT in A rev
      And it is not intended to open a cash-secured put on NVDA-195-PUT in A rev because of LIQUID-05
      And the law records order rejected for A rev with:
        | quantity       | 3 contracts  |
        | average volume | 29 contracts |
        | contract       | NVDA-195-PUT |
      Given it is 10:05
      When the law decides
      Then the law records no order rejected

    @LIQUID-05
    Scenario: Exactly a tenth is not rejected, and nothing is recorded
      Given the average daily volume of NVDA-195-PUT is 30
      When the law decides
      Then the law records no order rejected

    @LIQUID-05 @R-26
    Scenario: Where the average daily volume is not known the order is rejected, and somebody is called
      Given the average daily volume of NVDA-195-PUT is unknown
      When the law decides
      Then it is not intended to open a cash-secured put on NVDA-195-PUT in A rev
      And an alarm names LIQUID-05

  Rule: The orders of others are bound as well

    Background:
      Given the facts of "facts/orders.yaml"
      And the facts of order O-1 are:
        | origin      | external |
        | limit asked | $2.60    |

    @LIQUID-01 @LIQUID-02 @LIQUID-04 @LIQUID-06 @R-19
    Scenario Outline: <what>: an external order is <verdict>
      Given <fact>
      When the law decides
      Then it is <verdict> to accept an external order of order O-1 because of <rule>

      Examples:
        | what                    | fact                                    | verdict   | rule        |
        | All is well             | the open interest of SPY-684-PUT is 500 | permitted | EXTERNAL-02 |
        | Open interest below 500 | the open interest of SPY-684-PUT is 499 | forbidden | LIQUID-01   |
        | A volume below 100      | the volume of SPY-684-PUT is 99         | forbidden | LIQUID-02   |
        | A spread above 5%       | the ask of SPY-684-PUT is $2.82         | forbidden | LIQUID-04   |
        | No chain                | SPY has not a chain                     | forbidden | LIQUID-06   |
        | The broker is down      | the broker is not up                    | forbidden | DATA-03     |
        | A VIX above 65          | the VIX is 66                           | forbidden | VIX-02      |
        | A VIX above 80          | the VIX is 81                           | forbidden | VIX-03      |

    @LIQUID-10 @R-19
    Scenario Outline: 120 contracts against an average daily volume of <average>
      Given the average daily volume of SPY-684-PUT is <average>
      When the law decides
      Then it is <verdict> to accept an external order of order O-1
      And LIQUID-10 <decides> for order O-1

      Examples:
        | average | verdict   | decides         |
        | 1200    | permitted | does not decide |
        | 1199    | forbidden | decides         |
        | unknown | forbidden | decides         |

    @LIQUID-10 @R-19
    Scenario: The rejection of an external order is recorded once a session
      Given the average daily volume of SPY-684-PUT is 1199
      When the law decides
      Then the law records order rejected for A gen with:
        | quantity       | 120 contracts  |
        | average volume | 1199 contracts |
        | contract       | SPY-684-PUT    |
      Given it is 10:05
      When the law decides
      Then the law records no order rejected

  Rule: While the broker does not answer there is no new risk

    Background:
      Given the facts of "facts/protocol-rolls.yaml"
      And the price of NVDA is $175

    @DATA-03
    Scenario Outline: <what>: a roll is <verdict>
      Given <fact>
      When the law decides
      Then it is <verdict> to roll P-NVDA
      And it is permitted to close P-NVDA

      Examples:
        | what                                      | fact                               | verdict   |
        | The broker answers                        | the broker is up                   | permitted |
        | The broker does not answer                | the broker is not up               | forbidden |
        | Nobody knows whether the broker answers   | the is up of the broker is unknown | forbidden |

  Rule: A hedge must be liquid, and is rejected above a tenth of the average daily volume

    Background:
      Given the facts of "facts/hedging.yaml"
      And the closes of the VIX are 31, 31, 31, 31 and 31

    @LIQUID-08 @R-26
    Scenario Outline: One contract against an average daily volume of <average>
      Given the average daily volume of SPX-5780-PUT-JAN is <average>
      When the law decides
      Then it is <intended> to buy a hedge on SPX-5780-PUT-JAN in A rev
      And LIQUID-08 <decides> for SPX-5780-PUT-JAN in A rev

      Examples:
        | average | intended     | decides         |
        | 10      | intended     | does not decide |
        | 9       | not intended | decides         |
        | unknown | not intended | decides         |

    @LIQUID-08
    Scenario: The rejection of a hedge is recorded once a session
      Given the average daily volume of SPX-5780-PUT-JAN is 9
      When the law decides
      Then the law records order rejected for A rev with:
        | quantity       | 1 contract       |
        | average volume | 9 contracts      |
        | contract       | SPX-5780-PUT-JAN |
      Given it is 10:05
      When the law decides
      Then the law records no order rejected

    @LIQUID-01 @LIQUID-02 @LIQUID-04 @LIQUID-06 @DATA-03
    Scenario Outline: <what>: a hedge is <verdict>
      Given <fact>
      When the law decides
      Then it is <verdict> to buy a hedge on SPX-5780-PUT-JAN in A rev because of <rule>

      Examples:
        | what                    | fact                                         | verdict   | rule      |
        | All is well             | the open interest of SPX-5780-PUT-JAN is 500 | permitted | HEDGE-20  |
        | Open interest below 500 | the open interest of SPX-5780-PUT-JAN is 499 | forbidden | LIQUID-01 |
        | A volume below 100      | the volume of SPX-5780-PUT-JAN is 99         | forbidden | LIQUID-02 |
        | A spread above 5%       | the ask of SPX-5780-PUT-JAN is $99           | forbidden | LIQUID-04 |
        | No chain                | SPX has not a chain                          | forbidden | LIQUID-06 |
        | The broker is down      | the broker is not up                         | forbidden | DATA-03   |
        | A VIX above 80          | the VIX is 80.01                             | forbidden | VIX-05    |
        | A VIX of 80             | the VIX is 80                                | permitted | HEDGE-20  |
        | An unknown VIX          | the VIX is unknown                           | permitted | HEDGE-20  |
